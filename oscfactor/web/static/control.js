// One thing to turn or to push: by mouse, finger, wheel and keys. It knows nothing of the daemon.

const FINE = 0.2;

export const clamp = (x, low = 0, high = 1) => Math.min(high, Math.max(low, x));

// A fader's place from 0 to 1 and its gain: 1 at three quarters of the way, 7.5 dB at the top.
export const gainOf = (place) => (place / 0.75) ** 3;
export const placeOf = (gain) => clamp(0.75 * Math.cbrt(gain));
export const decibels = (gain) =>
  gain > 0 ? `${gain >= 1 ? "+" : "−"}${Math.abs(20 * Math.log10(gain)).toFixed(1)}` : "−∞";

// Let an element be a slider.
// get() and set(place) speak of places from 0 to 1; `say(place)` is what it tells a screen reader; `by(n)` moves
// by so many steps, where these are not all alike.
export function control(element, { get, set, home, step = 0.02, by, axis = "y", travel = null, say = String }) {
  let start = null;
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-valuemin", "0");
  element.setAttribute("aria-valuemax", "1");
  element.setAttribute("aria-orientation", axis === "y" ? "vertical" : "horizontal");

  const length = () => travel ?? (axis === "y" ? element.clientHeight : element.clientWidth);
  const put = (place) => set(clamp(place));
  const move = by ?? ((n) => put(get() + n * step));

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    start = { x: event.clientX, y: event.clientY, place: get() };
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const moved = axis === "y" ? start.y - event.clientY : event.clientX - start.x;
    put(start.place + (moved / length()) * (event.shiftKey ? FINE : 1));
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => { start = null; });
  element.addEventListener("dblclick", () => put(home));
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    move(-Math.sign(event.deltaY || event.deltaX) * (event.shiftKey ? FINE : 1));
  }, { passive: false });
  element.addEventListener("keydown", (event) => {
    const one = event.shiftKey ? FINE : 1;
    const moves = { ArrowUp: one, ArrowRight: one, ArrowDown: -one, ArrowLeft: -one, PageUp: 5, PageDown: -5 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) move(moves[event.key]);
    else if (event.key === "Home") put(home);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return () => {
    element.setAttribute("aria-valuenow", get().toFixed(3));
    element.setAttribute("aria-valuetext", say(get()));
  };
}
