import '../look.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Order } from './order.tsx';

const root = document.querySelector('#root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <Order />
  </StrictMode>,
);
