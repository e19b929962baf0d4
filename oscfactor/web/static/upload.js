// Files that are dropped on the page, or chosen: sent to the daemon, and broken into layers.

import { idOf } from "./store.js";

export class Upload {
  constructor(store, factorizer, notice, { input, button }) {
    Object.assign(this, { store, factorizer, notice });
    button.onclick = () => input.click();
    input.onchange = () => {
      this.take([...input.files]);
      input.value = "";
    };
    const isFile = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0;
    const shade = (by) => {
      depth = Math.max(depth + by, 0);
      document.body.classList.toggle("drop", depth > 0);
    };
    addEventListener("dragenter", (event) => { if (isFile(event)) shade(1); });
    addEventListener("dragleave", (event) => { if (isFile(event)) shade(-1); });
    addEventListener("dragover", (event) => { if (isFile(event)) event.preventDefault(); });
    addEventListener("drop", (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      shade(-depth);
      this.take([...event.dataTransfer.files]);
    });
  }

  async take(files) {
    for (const file of files) {
      try {
        await this.send(file);
      } catch (error) {
        this.notice.say(error instanceof TypeError ? `${file.name} did not reach the daemon` : error.message, true);
      }
    }
  }

  async send(file) {
    const about = `file=${encodeURIComponent(file.name)}`;
    const { name } = await told(await fetch(`/page/upload?${about}&bytes=${file.size}`));
    this.notice.say(`sending ${file.name} …`);
    this.store.wanted = idOf(name);
    const query = `name=${encodeURIComponent(name)}&${about}`;
    const sound = await told(await fetch(`/page/upload?${query}`, { method: "POST", body: file }));
    this.notice.say(sound.notice || `${sound.name}: ${sound.seconds.toFixed(1)} s`);
    await this.factorizer.run(idOf(name));
  }
}

async function told(answer) {
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
