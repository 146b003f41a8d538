import { ledgerContract } from '../ledger-contract.ts';
import { fakeLedger } from './fake-ledger.ts';

ledgerContract('fakeLedger', async () => fakeLedger());
