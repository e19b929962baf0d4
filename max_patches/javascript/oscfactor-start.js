// Starts a daemon on this computer, for [node.script oscfactor-start.js]: `script start 57130` says at which port.
//
// Which program that is stands in a file that `oscfactor install-clients` leaves, one word a line; Max is started without
// the user's shell and does not know where programs lie. The daemon is nobody's child: it goes on when Max ends, until it
// is told to `quit`. Its last words are in a file beside that one.
"use strict";
const max = require("max-api");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");

const PERIOD = 200; // ms
const PATIENCE = 120000; // ms; a first start compiles
const port = process.argv[2] || "57130";
const folder = process.env.OSCFACTOR_RUNNING || path.join(os.homedir(), ".oscfactor", "running");
const logName = path.join(folder, "start-" + port + ".log");

/** Return the words of the command, without `serve`; the bare name where nothing was noted. */
function program() {
	try {
		const words = fs.readFileSync(path.join(folder, "program.txt"), "utf8").split("\n").filter(Boolean);
		return words.length ? words : ["oscfactor"];
	} catch (error) {
		return ["oscfactor"];
	}
}

/** Say it in the Max console, and end: the daemon does not need us. */
async function end(text, level) {
	clearInterval(watching);
	await max.post("oscfactor: " + text, level);
	process.exit(level === max.POST_LEVELS.ERROR ? 1 : 0);
}

function lines() {
	return fs.readFileSync(logName, "utf8").split("\n").filter(Boolean);
}

fs.mkdirSync(folder, { recursive: true });
const log = fs.openSync(logName, "w");
const words = program();
const begun = Date.now();
const child = spawn(words[0], words.slice(1).concat("serve", "--port", port), {
	cwd: os.homedir(),
	detached: true,
	stdio: ["ignore", log, log],
	windowsHide: true
});
child.unref();
child.on("error", () => end("cannot start " + words[0] + "; say in a terminal, once: oscfactor install-clients max",
	max.POST_LEVELS.ERROR));
child.on("exit", () => end("the daemon ended: " + (lines().pop() || "without a word"), max.POST_LEVELS.ERROR));
const watching = setInterval(() => {
	if (lines().some((line) => line.startsWith("ready "))) {
		end("started a daemon on port " + port, max.POST_LEVELS.INFO);
	} else if (Date.now() - begun > PATIENCE) {
		end("the daemon takes long to start; what it said is in " + logName, max.POST_LEVELS.WARN);
	}
}, PERIOD);
