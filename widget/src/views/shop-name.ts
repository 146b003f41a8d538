/** Name of the shop, as the page says it to others: `og:site_name`, else its host name. */
export function shopName(): string {
  const name = document.querySelector<HTMLMetaElement>('meta[property="og:site_name"]')?.content.trim();
  return name || location.hostname;
}
