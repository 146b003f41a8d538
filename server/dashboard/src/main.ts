import { MerchantDashboard } from './dashboard.ts';
import { CopyButton } from './parts/copy-button.ts';
import { DayChart } from './parts/day-chart.ts';
import { DeliveriesView } from './views/deliveries-view.ts';
import { ForgetDialog } from './views/forget-dialog.ts';
import { LoginView } from './views/login-view.ts';
import { OverviewView } from './views/overview-view.ts';
import { PaymentView } from './views/payment-view.ts';
import { PaymentsView } from './views/payments-view.ts';
import { ProductDialog } from './views/product-dialog.ts';
import { ProductsView } from './views/products-view.ts';
import { RefundDialog } from './views/refund-dialog.ts';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'copy-button': CopyButton,
  'day-chart': DayChart,
  'deliveries-view': DeliveriesView,
  'forget-dialog': ForgetDialog,
  'login-view': LoginView,
  'overview-view': OverviewView,
  'payment-view': PaymentView,
  'payments-view': PaymentsView,
  'product-dialog': ProductDialog,
  'products-view': ProductsView,
  'refund-dialog': RefundDialog,
  // Last: it draws the others.
  'merchant-dashboard': MerchantDashboard,
};

for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);
