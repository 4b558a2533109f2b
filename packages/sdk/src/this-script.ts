/** The script tag that brought us in: what follows lies beside it, and is as trusted as it is. */

const script = document.currentScript as HTMLScriptElement | null;

/** The page itself, where the script came in by another way. */
export const scriptUrl = script?.src || document.baseURI;
/** Where the page's policy asks for one. */
export const nonce = script?.nonce;
