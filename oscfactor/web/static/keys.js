// The keyboard: all that matters, wherever the focus is, but not while text is typed.

export function listen({ transport, mixer, factorizer, sounds, panels, master, scenes, store, help }) {
  // Move a play head that there is; a key begins no sound by the way.
  const go = (seconds) => { if (transport.plays || store.of("position") > 0) transport.seek(Math.max(seconds, 0)); };
  const nudge = (by) => go(store.of("position") + by);
  const actions = {
    " ": () => transport.toggle(),
    Home: () => go(0),
    ArrowLeft: () => nudge(-0.25),
    ArrowRight: () => nudge(0.25),
    l: () => transport.toggleLoop(),
    L: () => transport.loopAll(),
    s: () => transport.stop(),
    a: () => mixer.allAgain(),
    f: () => factorizer.run(),
    x: () => { if (factorizer.isBusy) factorizer.cancel(); },
    "+": () => factorizer.turn(factorizer.k + 1),
    "-": () => factorizer.turn(factorizer.k - 1),
    "[": () => sounds.step(-1),
    "]": () => sounds.step(1),
    p: () => panels.next(),
    ".": () => master.panic(),
    u: () => transport.edit("undo"),
    r: () => transport.edit("redo"),
    "?": () => { help.hidden = !help.hidden; },
    Escape: () => { help.hidden = true; },
  };

  addEventListener("keydown", (event) => {
    if (event.target.matches("input[type=text], input[type=number]")) return;
    const isChord = event.ctrlKey || event.metaKey;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    let action = isChord ? null : actions[event.key];
    if (isChord && event.key.toLowerCase() === "z") action = () => transport.edit(event.shiftKey ? "redo" : "undo");
    if (isChord && event.key === ".") action = actions["."];
    if (digit && event.altKey) action = () => scenes.recallAt(digit - 1);
    else if (digit && event.shiftKey) action = () => mixer.mute(digit - 1);
    else if (digit && !isChord) action = () => mixer.solo(digit - 1, { alone: true });
    // A button that has the focus is pressed by the space bar; all others leave it to the play head.
    if (event.key === " " && event.target.matches("button")) return;
    if (!action) return;
    event.preventDefault();
    action();
  });
}
