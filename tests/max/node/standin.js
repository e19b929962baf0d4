// A stand-in for Max, written from its reference. It is NOT Max: it reads our patches from their files, and passes
// messages along their cords as Max would, for the few objects that they hold. Sound is not played.
//
//   node standin.js PACKAGE PORT PATCH… < commands
//
// PORT is the daemon's, "-" for the one that our scripts know; a Max holds one patch or several, which see each other's
// [send]s, `Global`s and buffer~s.
//
// A line of stdin is JSON: {"click": text} clicks the message box of a patch that holds this text,
// {"set": maxclass, "nth": n, "value": v} moves a drawn box, and so does {"move": varname, "of": arguments, "value": v}, {"dump": buffer~} prints a buffer~, {"open": file} and
// {"close": file} open and close a patch, {"calls": 1} tells how often scripts were called, {"drop": file} drops a file,
// {"press": text} presses a button, {"clock": "stop"} and "go" stop and start the time that scripts see,
// {"listen": port} says at which port they try first to listen, {"quit": 1} ends.
// Lines of stdout are JSON, too: what was posted, sent, printed, dumped.
"use strict";
const { spawn } = require("child_process"), dgram = require("dgram"), fs = require("fs"), path = require("path"), vm = require("vm");
const readline = require("readline");
const osc = require("./osc.js");
const withLive = require("./live.js");

const [root, port, ...patchFiles] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const receivers = {}; // name of a [receive] -> boxes
const buffers = {}; // name of a [buffer~] -> {channels, sr}
const polybuffers = {}; // name of a [polybuffer~] -> paths
const globals = {};
let nextNumber = 1000; // what #0 stands for
let frozen = 0; // the time that our scripts see while it is stopped
const listens = []; // ports that chance is to hit first
let nCalls = 0; // of our scripts
let nPeers = 0; // Buffers of our scripts that were not let go
const GOES = path.join(root, "media");

class Box {
	constructor(box, args, patch) {
		this.patch = patch;
		this.maxclass = box.maxclass;
		// An argument that holds spaces stays one word.
		const filled = (word) => word.replace(/#(\d)/g, (_, n) => (n === "0" ? patch.number : args[n - 1] === undefined ? 0 : args[n - 1]));
		const words = (box.text || "").split(/\s+/).filter(Boolean).map(filled);
		this.text = words.join(" ");
		this.words = words.map(atom);
		this.name = this.maxclass === "newobj" ? this.words[0] : this.maxclass;
		this.cords = []; // outlet -> [[box, inlet]]
		this.box = box;
		this.left = []; // what cold inlets hold
	}
	out(outlet, message) {
		for (const [box, inlet] of this.cords[outlet] || []) {
			box.take(inlet, message);
		}
	}
	take(inlet, message) {
		const kind = KINDS[this.name];
		if (!kind) { throw new Error("the stand-in knows no " + this.name); }
		kind.call(this, inlet, message);
	}
}

// A message is a list of atoms; a bang is ["bang"], a list of numbers begins with a number.
function atom(word) {
	return /^-?(\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : word;
}

const plain = (message) => (message[0] === "list" ? message.slice(1) : message);
const isBang = (message) => message[0] === "bang";
const KINDS = {
	message(inlet, message) {
		if (message[0] === "set" && typeof message[0] === "string") { return; }
		for (const part of this.box.text.split(",")) {
			const words = part.trim().split(/\s+/).map((w) => (/^\$\d$/.test(w) ? message[w[1] - 1] : atom(w)));
			this.out(0, words);
		}
	},
	prepend(inlet, message) { this.out(0, this.words.slice(1).concat(isBang(message) ? [] : plain(message))); },
	route(inlet, message) {
		const at = this.words.slice(1).indexOf(message[0]);
		if (at < 0) { this.out(this.words.length - 1, message); return; }
		this.out(at, message.length > 1 ? message.slice(1) : ["bang"]);
	},
	select(inlet, message) {
		const at = this.words.slice(1).indexOf(message[0]);
		if (at < 0) { this.out(this.words.length - 1, message); } else { this.out(at, ["bang"]); }
	},
	trigger(inlet, message) {
		for (let i = this.words.length - 2; i >= 0; i--) {
			this.out(i, this.words[i + 1] === "b" ? ["bang"] : message);
		}
	},
	t(inlet, message) { KINDS.trigger.call(this, inlet, message); },
	timer(inlet) {
		const now = Date.now();
		if (inlet === 0) { this.left = [now]; } else if (this.left.length) { this.out(0, [now - this.left[0]]); }
	},
	clip(inlet, message) { this.out(0, [Math.min(Math.max(message[0], this.words[1]), this.words[2])]); },
	"=="(inlet, message) { this.out(0, [message[0] === this.words[1] ? 1 : 0]); },
	"zl.slice"(inlet, message) {
		const n = this.words[1], words = plain(message);
		if (words.length > n) { this.out(1, words.slice(n)); }
		this.out(0, words.slice(0, n));
	},
	closebang() {},
	"polybuffer~"() {},
	deferlow(inlet, message) { this.out(0, message); },
	unpack(inlet, message) {
		for (let i = Math.min(message.length, this.words.length - 1) - 1; i >= 0; i--) { this.out(i, [message[i]]); }
	},
	pack(inlet, message) {
		this.left[inlet] = message[0];
		const words = this.words.slice(1).map((w, i) => (this.left[i] === undefined ? w : this.left[i]));
		if (inlet === 0) { this.out(0, words); }
	},
	"zl.mth"(inlet, message) {
		const value = message[this.words[1]];
		if (value !== undefined) { this.out(0, [value]); }
	},
	send(inlet, message) { for (const box of receivers[this.words[1]] || []) { box.out(0, message); } },
	slider(inlet, message) { faced(this, message); },
	toggle(inlet, message) { faced(this, message); },
	flonum(inlet, message) { this.out(0, message); },
	matrixctrl(inlet, message) { say({ matrixctrl: message }); },
	"ezdac~"(inlet, message) { say({ dac: message }); },
	"play~"(inlet, message) { say({ play: this.words[1], message: message }); },
	"line~"(inlet, message) { say({ ramp: this.patch.args, message: message }); },
	print(inlet, message) { say({ print: this.words[1], message: message }); },
	opendialog() { say({ dialog: 1 }); },
	dropfile(inlet, message) { this.out(1, ["WAVE"]); this.out(0, message); },
	textbutton() { this.out(0, ["bang"]); },
	button() { this.out(0, ["bang"]); },
	pcontrol(inlet, [word, name]) {
		const file = word === "help" ? path.join(root, "help", name + ".maxhelp") : path.join(root, "examples", name);
		if (patches.some((patch) => patch.file === file)) { return; } // once is enough
		openPatch(file);
	},
	"node.script"(inlet, [script, start, ...args]) {
		if (script !== "script" || start !== "start") { throw new Error("node.script takes no " + script + " " + start); }
		const words = [path.join(root, "javascript", this.words[1]), ...args.map(String)];
		const env = { ...process.env, NODE_PATH: path.join(__dirname, "modules") };
		const child = spawn(process.execPath, words, { env: env, stdio: ["ignore", "pipe", "inherit"] });
		readline.createInterface({ input: child.stdout }).on("line", (line) => {
			const { text, level } = JSON.parse(line);
			say(level === "error" ? { error: text } : { post: text });
		});
		child.on("exit", (code) => say({ script: this.words[1], code: code }));
	},
	outlet(inlet, message) { this.patch.outer.out(this.index, message); },
	js(inlet, message) { this.script.hear(inlet, message); },
	udpsend(inlet, message) {
		if (message[0] === "host" || message[0] === "port") {
			this[message[0]] = message[1];
			say({ asks: this.host, at: this.port });
			return;
		}
		const packet = osc.encode(message[0], message.slice(1));
		if (packet.length > 5096) { throw new Error("udpsend sends no more than 5096 bytes: " + packet.length); }
		say({ sent: message[0], args: message.slice(1).slice(0, 12) });
		this.socket.send(packet, this.port || this.words[2], this.host || this.words[1]);
	},
	udpreceive(inlet, message) {
		if (message[0] !== "port") { throw new Error("udpreceive takes no " + message); }
		if (this.socket) { this.socket.close(); }
		this.socket = dgram.createSocket("udp4");
		say({ listens: message[1] });
		this.socket.on("error", (error) => say({ refused: message[1], why: error.code }));
		this.socket.on("message", (data) => {
			const words = osc.decode(data);
			if (/^\/oscfactor\/(done|fail)$/.test(words[0])) { say({ answer: words.slice(0, 4) }); }
			if (words[0] === "/oscfactor/alive") { say({ alive: 1 }); }
			if (words[0] === "/oscfactor/value") { say({ value: words.slice(1) }); }
			this.out(0, words);
		});
		this.socket.bind(message[1]);
	}
};
const MAXS_SCRIPTS = ["helpstarter.js"];

/** What a drawn box does with a message: `set` shows a value and sends nothing. */
function faced(box, message) {
	if (message[0] !== "set") { box.out(0, message); return; }
	say({ shows: box.box.varname || box.maxclass, of: box.patch.args, value: message[1] });
}
const SILENT = ["comment", "jsui", "inlet", "receive", "loadbang", "loadmess", "buffer~", "*~", "+~", "cycle~", "saw~", "lores~"];
const live = withLive(say, buffers, inside);
Object.assign(KINDS, live.kinds);
SILENT.push(...live.silent);

class Patch {
	/** A patch of a file, or one that is inside another's file. */
	constructor(file, args, outer, inside) {
		this.number = inside ? outer.patch.number : nextNumber++;
		this.file = file;
		this.args = args;
		this.outer = outer;
		this.seen = { filepath: file, parentpatcher: outer.patch ? outer.patch.seen : null };
		const { boxes, lines } = inside || JSON.parse(live.text(fs.readFileSync(file))).patcher;
		this.boxes = {};
		for (const { box } of boxes) { this.boxes[box.id] = new Box(box, args, this); }
		for (const { patchline } of lines) {
			const [from, outlet] = patchline.source, [to, inlet] = patchline.destination;
			const cords = this.boxes[from].cords;
			(cords[outlet] = cords[outlet] || []).push([this.boxes[to], inlet]);
		}
		this.all = Object.values(this.boxes);
		for (const name of ["inlet", "outlet"]) { // Max counts them from left to right
			const found = this.all.filter((b) => b.maxclass === name);
			found.sort((a, b) => a.box.patching_rect[0] - b.box.patching_rect[0]);
			found.forEach((box, i) => { box.index = i; });
			this[name + "s"] = found;
		}
		this.all.forEach((box) => begin(box));
	}
	/** What Max does when the window is closed: [closebang]s, then the scripts and sockets go. */
	close() {
		const inside = every(this);
		for (const box of inside) { if (box.name === "closebang") { box.out(0, ["bang"]); } }
		for (const box of inside) {
			if (box.script) { box.script.end(); }
			if (box.socket) { setImmediate(() => box.socket.close()); }
			for (const boxes of Object.values(receivers)) { if (boxes.includes(box)) { boxes.splice(boxes.indexOf(box), 1); } }
		}
	}
	load() { // inner patches first, as Max does
		for (const box of this.all) { if (box.inner) { box.inner.load(); } }
		for (const box of this.all) {
			if (box.name === "loadbang") { box.out(0, ["bang"]); }
			if (box.name === "loadmess") { box.out(0, box.words.slice(1)); }
		}
	}
}

/** Give a box what its kind needs: a script, a socket, the patch of an abstraction. */
function begin(box) {
	const words = box.words;
	let name = box.name, args = words.slice(1);
	if (name === "bpatcher") {
		name = box.box.name.replace(".maxpat", "");
		args = box.box.args;
	}
	const file = path.join(root, "patchers", name + ".maxpat");
	if (box.box.patcher) {
		box.inner = new Patch("", box.patch.args, box, box.box.patcher);
		box.inside = true;
	} else if (name === "receive") {
		(receivers[words[1]] = receivers[words[1]] || []).push(box);
	} else if (name === "js" && MAXS_SCRIPTS.includes(words[1])) {
		box.take = () => {};
	} else if (name === "js") {
		box.script = new Script(path.join(root, "javascript", words[1]), words.slice(1), box);
	} else if (name === "polybuffer~") {
		polybuffers[words[1]] = [];
	} else if (name === "buffer~") {
		buffers[words[1]] = { channels: [new Float32Array(0)], sr: 44100 };
	} else if (name === "udpsend") {
		box.socket = dgram.createSocket("udp4");
	} else if (fs.existsSync(file)) {
		box.inner = new Patch(file, args, box);
		box.take = (inlet, message) => box.inner.inlets[inlet].out(0, message);
	} else if (!KINDS[name] && !SILENT.includes(name)) {
		throw new Error("the stand-in knows no " + name);
	}
	if (SILENT.includes(name)) { box.take = () => {}; }
}

/** A mock of Max's [js]: our scripts run in a context with what they use of it, and nothing else. */
class Script {
	constructor(file, jsarguments, box) {
		const context = {
			jsarguments: jsarguments,
			inlet: 0,
			messagename: "",
			max: { apppath: "Macintosh HD:/Applications/Max.app" },
			post: (...texts) => say({ post: texts.join("") }),
			error: (...texts) => say({ error: texts.join("") }),
			outlet: (n, ...words) => box.out(n, flat(words)),
			arrayfromargs: (args) => Array.from(args),
			Buffer: MockBuffer,
			PolyBuffer: function (name) {
				if (!polybuffers[name]) { throw new Error("no polybuffer~ " + name); }
				this.clear = () => { polybuffers[name] = []; };
				this.append = (file) => { polybuffers[name].push(file); };
			},
			patcher: box.patch.seen,
			messnamed: (name, ...words) => { for (const other of [...(receivers[name] || [])]) { other.out(0, flat(words)); } },
			Global: function (name) {
				return (globals[name] = globals[name] || {});
			},
			File: function (name) {
				// What a daemon on this computer says of itself, and what Max finds in its own folders.
				const isDaemons = name === "~:/.oscfactor/running/default.txt" && port !== "-";
				this.isopen = isDaemons || fs.existsSync(path.join(GOES, name));
				this.readline = () => isDaemons ? `${port} 4711 0.1.0 0 127.0.0.1 oscfactor on stage` : "";
				this.foldername = "Macintosh HD:" + GOES;
				this.filename = name;
				this.close = () => {};
			},
			Task: function (call, self) {
				this.interval = 500;
				this.repeat = () => { clearInterval(this.timer); this.timer = setInterval(() => call.call(self), this.interval); };
				this.schedule = (ms) => { clearInterval(this.timer); this.timer = setTimeout(() => call.call(self), ms); };
				this.cancel = () => clearInterval(this.timer);
			}
		};
		this.context = vm.createContext(context);
		vm.runInContext("Date", this.context).prototype.getTime = function () { return frozen || this.valueOf(); };
		vm.runInContext("Math", this.context).random = () => (listens.length ? (listens.shift() - 57200 + 0.5) / 7000 : Math.random());
		vm.runInContext(fs.readFileSync(file, "utf8"), this.context, { filename: file });
	}
	end() {
		this.ended = true;
		if (typeof this.context.notifydeleted === "function") { this.context.notifydeleted(); }
	}
	hear(inlet, message) {
		nCalls += 1;
		if (this.ended) { return; }
		const context = this.context, [first, ...rest] = message;
		context.inlet = inlet;
		if (inlet >= context.inlets) { throw new Error("no such inlet: " + inlet); }
		let name = typeof first !== "number" ? first : rest.length ? "list" : Number.isInteger(first) ? "msg_int" : "msg_float";
		const args = typeof first === "number" ? message : rest;
		context.messagename = name;
		(Object.hasOwn(context, name) && typeof context[name] === "function" ? context[name] : context.anything)
			.apply(context, args);
	}
}

function flat(words) {
	const message = words.flat();
	return message.map((w) => (w === undefined || w === null || Number.isNaN(w) ? "undefined" : w));
}

class MockBuffer {
	constructor(name) { this.of = name; nPeers += 1; }
	freepeer() { nPeers -= 1; }
	get sound() { return buffers[this.of] || { channels: [] }; }
	framecount() { return this.sound.channels.length ? this.sound.channels[0].length : -1; }
	channelcount() { return this.sound.channels.length || -1; }
	length() { return this.framecount() / this.sound.sr * 1000; }
	peek(channel, frame, n) {
		const part = Array.from(this.sound.channels[channel - 1].slice(frame, frame + n));
		return n === 1 ? part[0] : part;
	}
	poke(channel, frame, samples) { this.sound.channels[channel - 1].set([].concat(Array.from(samples)), frame); }
	send(message, ...args) {
		if (!buffers[this.of]) { return; }
		if (message === "sizeinsamps") {
			this.sound.channels = Array.from({ length: args[1] || 1 }, () => new Float32Array(args[0]));
		} else if (message === "sr") {
			this.sound.sr = args[0];
		} else if (message === "replace") {
			Object.assign(this.sound, live.wav(fs.readFileSync(args[0])));
		} else if (message === "clear") {
			this.sound.channels.forEach((channel) => channel.fill(0));
		} else {
			throw new Error("buffer~ takes no " + message);
		}
	}
}

const patches = [];
const COMMANDS = {
	...live.commands,
	click({ click }) {
		const box = all().find((b) => b.maxclass === "message" && b.box.text === click);
		if (!box) { throw new Error("no message " + click); }
		box.take(0, ["bang"]);
	},
	set({ set, nth = 0, value }) { inside().filter((b) => b.maxclass === set)[nth].out(0, [].concat(value)); },
	move({ move, of, value }) {
		inside().find((b) => b.box.varname === move && String(b.patch.args) === String(of)).out(0, [value]);
	},
	make({ make, samples, sr }) { buffers[make] = { channels: samples.map((c) => Float32Array.from(c)), sr: sr }; },
	tell({ tell, words }) { all().find((b) => b.text === tell).take(0, words); },
	dump({ dump }) { say({ buffer: dump, sr: buffers[dump].sr, samples: buffers[dump].channels.map((c) => Array.from(c)) }); },
	poly({ poly }) { say({ poly: poly, paths: polybuffers[poly] }); },
	here({ here }) { say({ here: here }); },
	calls() { say({ calls: nCalls, peers: nPeers }); },
	open({ open: file, stored }) { openPatch(file, stored); },
	drop({ drop }) { all().find((b) => b.maxclass === "dropfile").take(0, [drop]); },
	press({ press }) { all().find((b) => b.maxclass === "textbutton" && b.box.text === press).take(0, ["bang"]); },
	clock({ clock }) { frozen = clock === "stop" ? Date.now() : 0; },
	listen({ listen }) { listens.push(listen); },
	unsave({ unsave }) { patches.find((patch) => patch.file === unsave).seen.filepath = ""; },
	close({ close }) {
		const at = patches.findIndex((patch) => patch.file === close);
		patches.splice(at, 1)[0].close();
		say({ closed: close });
	},
	messages() { say({ messages: leading() }); },
	quit() { process.exit(0); }
};

/** The boxes of the top patches with their tabs, and those of the patches inside them as well. */
function all() { return patches.flatMap(shown); }
function shown(patch) { return patch.all.flatMap((box) => (box.inside ? shown(box.inner) : [box])); }
function inside() { return patches.flatMap(every); }

/** The texts of the top patches' message boxes whose cord leads to an object of ours. */
function leading() {
	const ours = (b) => (b.cords[0] || []).some(([to]) => to.inner || (to.maxclass === "message" && ours(to)));
	return all().filter((b) => b.maxclass === "message" && ours(b)).map((b) => b.box.text);
}

function every(patch) {
	return patch.all.flatMap((b) => (b.inner ? [b, ...every(b.inner)] : [b]));
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
	const command = JSON.parse(line);
	COMMANDS[Object.keys(command)[0]](command);
}).on("close", () => process.exit(0));

function openPatch(file, stored) {
	const patch = new Patch(file, [], { out() {} });
	patches.push(patch);
	patch.load();
	live.restore(patch, stored || {});
	say({ loaded: file, boxes: every(patch).length });
}

patchFiles.forEach((file) => openPatch(file));
