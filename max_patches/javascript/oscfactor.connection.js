// The connection to the daemon. Every object brings one, and one of them, the holder, does the work.
//
// Inlet 0: requests, e.g. `/buffer/info drums`; `target HOST PORT`, `port PORT`, `listen PORT`; `follow PATTERN` and
// `unfollow PATTERN`, to be told of leaves without a word about it; a bang begins; `closing` when the patch is closed, `handover` when another's was.  Inlet 1: what [udpreceive] hears.
// Outlet 0: to [udpsend].  Outlet 1: to [udpreceive].  Outlet 2: what the daemon says, without /oscfactor, but no
// samples.  Outlet 3: 1 when the daemon answers, 0 when it does not.  Outlet 4: to the other connections.
//
// Requests come to `oscfactor.send.ID` of the holder, or to `oscfactor.send` of all while there is none.
// What the daemon says goes to the objects that it concerns, to [receive]s of these names:
// `oscfactor.of.NAME` a sound, `oscfactor.of.NAME.K` a component, `oscfactor.frame.NAME` activations as they stream,
// `oscfactor.info.NAME` what a sound is, `oscfactor.leaf.NAME.K` and `oscfactor.leaf.NAME.matrix` where its faders and
// dials stand: `leaf gain 0.5`.  `oscfactor.up` is banged when the daemon answers anew: its watches have to be set again.
//
// This is ES5, which [js] of Max 8 reads as well as that of Max 9.

autowatch = 0;
inlets = 2;
outlets = 5;

var PERIOD = 1000; // ms from one sign of life to the next
var SILENCE = 3500; // ms without an answer, after which nobody is there
var DEAF = 800; // ms without an answer, after which another port is tried: ours may be somebody else's
var MOST_PORTS = 4; // that are tried before the daemon is blamed
var UP = "oscfactor.up";
var TTL = 30; // s after which the daemon forgets us when we have gone
var PORT = 57130;
var RUNNING = "~:/.oscfactor/running/default.txt"; // where the daemon on this computer says that it is
var EARLY = 2000; // ms for which what was asked before is still meant
var MOST_EARLY = 64;
var FIRST_LISTEN = 57200; // Max cannot receive on the port that it sends from, and each Max needs one of its own
var MOST_LISTEN = 7000;
var OF_COMPONENTS = /^\/(component|activation|basis)\//;
var FILES = /^\/component\/(export|file)$/;
var LEAF = /^\/sound\/([^\/]+)\/(?:(\d+|matrix)\/)?(.+)$/;
var BULK = { "samples": 1, "audio": 1, "activation": 1, "basis": 1, "frame": 1, "block": 1 };

var shared = new Global("oscfactor.connection.state"); // what all connections of this Max know
var id = jsarguments[1]; // a number that only this connection has
var since = 0; // when we began to listen
var heard = 0; // when the daemon last said something
var told = 0; // when we last said that nobody is there
var complaint = ""; // what was said last in red,
var complainedAt = 0; // and when
var proved = 0; // when we last answered the daemon's question: what is sent after that is not refused
var nPorts = 0; // how many ports were tried in vain
var early = []; // [time, words] of what was asked lately, before the daemon answered
var followed = {}; // the patterns of objects that show values: the daemon's "done" is of no use to anybody
var values = {}; // address of a leaf -> what it held when [oscfactor] was told
var closed = false; // whether our patch has been closed: we may still hear, and no more take over
var life = new Task(beat, this);

function bang() {
	life.interval = PERIOD;
	life.repeat(-1);
	beat();
}

function beat() {
	if (!holds()) {
		return;
	}
	shared.beat = now();
	if (!heard && !shared.fixed && nPorts < MOST_PORTS && now() - since > DEAF) {
		nPorts += 1;
		shared.listen = anyPort();
		begin();
		return;
	}
	announce();
	if (now() - Math.max(heard, since) > SILENCE) {
		know(0);
		if (!shared.named) {
			retarget.apply(this, found()); // one may have begun, at another port
		}
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (messagename === "handover") {
		holds();
		return;
	}
	if (messagename === "closing") {
		hand();
		return;
	}
	if (!holds()) {
		return;
	}
	if (inlet === 1) {
		hear(messagename, words);
	} else if (messagename.charAt(0) === "/") {
		request([messagename].concat(words));
	} else if (messagename === "follow") {
		followed[words[0]] = 1;
		request(["/watch"].concat(words));
	} else if (messagename === "unfollow") {
		request(["/unwatch", words[0]]);
		send(UP, ["bang"]); // others may follow the same
	} else if (messagename === "target") {
		shared.named = 1;
		retarget(words[0], words[1] || PORT);
	} else if (messagename === "port") {
		shared.named = 1;
		retarget(shared.host, words[0]);
	} else if (messagename === "listen") {
		shared.listen = words[0];
		shared.fixed = 1;
		begin();
	}
}

function request(words) {
	outlet(0, words);
	if (shared.connected !== 1 && now() - proved > PERIOD) {
		early.push([now(), words]);
		early = early.slice(-MOST_EARLY);
	}
	if (shared.connected === 0 && now() - told > SILENCE) {
		sayNobody();
	}
}

function notifydeleted() {
	life.cancel();
	if (shared.holder === id) {
		shared.holder = 0;
	}
}

/** Our patch is closed: another connection goes on at once; the last one tells the daemon that we go. */
function hand() {
	life.cancel();
	closed = true;
	if (shared.holder !== id) {
		return;
	}
	shared.holder = 0;
	if (shared.fixed) {
		outlet(1, "port", anyPort()); // the next one listens where we did
	} else {
		shared.listen = 0; // it finds a port of its own, at once
	}
	outlet(4, "handover");
	if (!shared.holder) {
		outlet(0, "/notify", 0);
		shared.connected = -1;
	}
}

/** Whether we are the holder; where there is none, or it has gone, we become it. */
function holds() {
	if (shared.holder !== id) {
		if (closed || (shared.holder && now() - Number(shared.beat) < 3 * PERIOD)) {
			return false;
		}
		shared.holder = id;
		if (!shared.host) {
			shared.host = found()[0];
			shared.port = found()[1];
		}
		shared.listen = shared.listen || anyPort();
		if (shared.connected === undefined) {
			shared.connected = -1;
		}
		begin();
	}
	return true;
}

function anyPort() {
	return FIRST_LISTEN + Math.floor(Math.random() * MOST_LISTEN);
}

/** The host and port of the daemon on this computer, as the file says that it leaves. */
function found() {
	var file = new File(RUNNING, "read");
	var words = file.isopen ? String(file.readline(1024)).split(" ") : [];
	if (file.isopen) {
		file.close();
	}
	return words.length > 4 && Number(words[0]) > 0 ? [words[4], Number(words[0])] : ["127.0.0.1", PORT];
}

function begin() {
	since = now();
	heard = 0;
	values = {};
	shared.beat = since;
	outlet(1, "port", shared.listen);
	outlet(0, "host", shared.host);
	outlet(0, "port", shared.port);
	announce();
}

/** Say where we listen; when the daemon hears nothing of us for a while it stops what we began. */
function announce() {
	outlet(0, "/notify", 1, shared.listen, TTL, "stop", 1);
}

function retarget(host, port) {
	if (host === shared.host && port === shared.port) {
		return;
	}
	if (heard) {
		outlet(0, "/notify", 0);
	}
	shared.host = host;
	shared.port = port;
	shared.connected = -1;
	nPorts = 0;
	begin();
}

function hear(address, words) {
	if (address === "/oscfactor/challenge") {
		prove(words[0]);
		return;
	}
	if (address === "/oscfactor/fail" && words[1] === "limit" && String(words[2]).indexOf(" /challenge ") >= 0) {
		return; // the challenge itself has come, too
	}
	var isNew = !heard || shared.connected !== 1;
	heard = now();
	nPorts = 0;
	know(1);
	if (isNew) {
		send(UP, ["bang"]);
	}
	// That a name exists is for [oscfactor.buffer] to deal with.
	if (address === "/oscfactor/fail" && !(words[1] === "exists" && words[0] === "/buffer/alloc")) {
		complain(words[2]);
	}
	if (isNoise(address, words)) {
		return;
	}
	dispatch(address.replace("/oscfactor/", ""), words);
}

/** Signs of life, one a second, and that a pattern is followed: nobody has to read them. */
function isNoise(address, words) {
	return address === "/oscfactor/alive" || address === "/oscfactor/done" &&
		(words[0] === "/notify" || (words[0] === "/watch" || words[0] === "/unwatch") && followed[words[1]] === 1);
}

/** Tell the objects that it concerns; all that is no samples goes to [oscfactor], too. */
function dispatch(what, words) {
	var ended = what === "done" || what === "fail";
	if (what === "done" && FILES.test(words[0]) && words.length > 3) {
		words = [words[0], words[1], words[3], words[2]]; // the component before the count, as in all other answers
	}
	var subject = what === "done" ? words.slice(1) : what === "fail" ? words.slice(3) : words;
	if (what === "value") {
		dispatchValue(words[0], words.slice(1));
		return;
	}
	if (what === "frame" || what === "block") {
		send("oscfactor." + what + "." + words[0], words.slice(1));
	} else if (what === "buffer") {
		send("oscfactor.info." + words[0], [what].concat(words));
	} else if (subject.length) {
		var ofComponent = ended ? OF_COMPONENTS.test(words[0]) : /^(component|audio|activation|basis|file)$/.test(what);
		send("oscfactor.of." + subject[0] + (ofComponent ? "." + subject[1] : ""), [what].concat(words));
		if (what === "file") {
			send("oscfactor.of." + subject[0] + ".-1", [what].concat(words)); // of all components at once
		}
	}
	if (!BULK[what]) {
		outlet(2, [what].concat(words));
	}
}

/** Tell where a leaf stands to those who show it, and to [oscfactor] if that is news. */
function dispatchValue(address, held) {
	var parts = LEAF.exec(address);
	if (parts) {
		send("oscfactor.leaf." + decodeURIComponent(parts[1]) + (parts[2] ? "." + parts[2] : ""),
			["leaf", parts[3]].concat(held));
	}
	if (String(held) !== values[address]) {
		values[address] = String(held);
		outlet(2, ["value", address].concat(held));
	}
}

function send(name, words) {
	messnamed.apply(this, [name].concat(words));
}

/** A daemon on another computer asks whether we hear it; until it knows, it does nothing for us. */
function prove(number) {
	var again = shared.connected === 1 ? [] : early;
	var i;
	proved = now();
	outlet(0, "/challenge", number);
	announce();
	early = [];
	for (i = 0; i < again.length; i++) {
		if (now() - again[i][0] < EARLY) {
			outlet(0, again[i][1]);
		}
	}
}

function know(state) {
	if (state === shared.connected) {
		return;
	}
	shared.connected = state;
	if (state) {
		early = [];
		post("oscfactor: connected to " + shared.host + " port " + shared.port + "\n");
	} else {
		sayNobody();
	}
	outlet(3, state);
}

/** Say what was refused; a transfer has many requests under way, which are refused alike. */
function complain(sentence) {
	if (sentence !== complaint || now() - complainedAt > PERIOD) {
		complaint = sentence;
		complainedAt = now();
		error("oscfactor: " + sentence + "\n");
	}
}

function sayNobody() {
	told = now();
	error("oscfactor: no daemon answers on " + shared.host + " port " + shared.port +
		" - start one in a terminal with: oscfactor serve --port " + shared.port + "\n");
}

function now() {
	return new Date().getTime();
}
