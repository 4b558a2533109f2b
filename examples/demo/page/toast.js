let timer;

/** A short word about what just happened; read out, and gone after six seconds. */
export function toast(text) {
  const box = document.querySelector('#toast');
  box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => box.replaceChildren(), 6000);
}
