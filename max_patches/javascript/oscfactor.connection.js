// The connection to the daemon. Every object brings one, and one of them, the holder, does the work.
//
// Inlet 0: requests, e.g. `/buffer/info drums`; `target HOST PORT`, `port PORT`, `listen PORT`; a bang begins.
// Inlet 1: what [udpreceive] hears.
// Outlet 0: to [udpsend].  Outlet 1: to [udpreceive].  Outlet 2: what the daemon says, without /oscfactor.
// Outlet 3: 1 when the daemon answers, 0 when it does not.
//
// This is ES5, which [js] of Max 8 reads as well as that of Max 9.

autowatch = 0;
inlets = 2;
outlets = 4;

var PERIOD = 1000; // ms from one sign of life to the next
var SILENCE = 3500; // ms without an answer, after which nobody is there
var TTL = 30; // s after which the daemon forgets us when we have gone
var PORT = 57130;
var RUNNING = "~:/.oscfactor/running/default.txt"; // where the daemon on this computer says that it is
var EARLY = 2000; // ms for which what was asked before is still meant
var MOST_EARLY = 64;
var LISTEN = 57131; // Max cannot receive on the port that it sends from

var shared = new Global("oscfactor"); // what all connections of this Max know
var id = Math.floor(Math.random() * 1e9) + 1;
var since = 0; // when we began to listen
var heard = 0; // when the daemon last said something
var told = 0; // when we last said that nobody is there
var connected = -1;
var early = []; // [time, words] of what was asked lately, before the daemon answered
var life = new Task(live, this);

function bang() {
	life.interval = PERIOD;
	life.repeat(-1);
	live();
}

function live() {
	if (!holds()) {
		return;
	}
	shared.beat = now();
	outlet(0, "/notify", 1, shared.listen, TTL);
	if (now() - Math.max(heard, since) > SILENCE) {
		know(0);
		if (!shared.named) {
			retarget.apply(this, found()); // one may have begun, at another port
		}
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (!holds()) {
		return;
	}
	if (inlet === 1) {
		hear(messagename, words);
	} else if (messagename.charAt(0) === "/") {
		outlet(0, [messagename].concat(words));
		if (connected !== 1) {
			early.push([now(), [messagename].concat(words)]);
			early = early.slice(-MOST_EARLY);
		}
		if (connected === 0 && now() - told > SILENCE) {
			sayNobody();
		}
	} else if (messagename === "target") {
		shared.named = 1;
		retarget(words[0], words[1] || PORT);
	} else if (messagename === "port") {
		shared.named = 1;
		retarget(shared.host, words[0]);
	} else if (messagename === "listen") {
		shared.listen = words[0];
		begin();
	}
}

function notifydeleted() {
	life.cancel();
	if (shared.holder === id) {
		shared.holder = 0;
	}
}

/** Whether we are the holder; where there is none, or it has gone, we become it. */
function holds() {
	if (shared.holder !== id) {
		if (shared.holder && now() - Number(shared.beat) < 3 * PERIOD) {
			return false;
		}
		shared.holder = id;
		if (!shared.host) {
			shared.host = found()[0];
			shared.port = found()[1];
		}
		shared.listen = shared.listen || LISTEN;
		begin();
	}
	return true;
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
	connected = -1;
	shared.beat = since;
	outlet(1, "port", shared.listen);
	outlet(0, "host", shared.host);
	outlet(0, "port", shared.port);
	outlet(0, "/notify", 1, shared.listen, TTL);
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
	heard = now();
	know(1);
	// That a name exists is for [oscfactor.buffer] to deal with.
	if (address === "/oscfactor/fail" && !(words[1] === "exists" && words[0] === "/buffer/alloc")) {
		error("oscfactor: " + words[2] + "\n");
	}
	outlet(2, [address.replace("/oscfactor/", "")].concat(words));
}

/** A daemon on another computer asks whether we hear it; until it knows, it does nothing for us. */
function prove(number) {
	var again = connected === 1 ? [] : early;
	var i;
	outlet(0, "/challenge", number);
	outlet(0, "/notify", 1, shared.listen, TTL);
	early = [];
	for (i = 0; i < again.length; i++) {
		if (now() - again[i][0] < EARLY) {
			outlet(0, again[i][1]);
		}
	}
}

function know(state) {
	if (state === connected) {
		return;
	}
	connected = state;
	if (state) {
		early = [];
		post("oscfactor: connected to " + shared.host + " port " + shared.port + "\n");
	} else {
		sayNobody();
	}
	outlet(3, state);
}

function sayNobody() {
	told = now();
	error("oscfactor: no daemon answers on " + shared.host + " port " + shared.port +
		" - start one in a terminal with: oscfactor serve --port " + shared.port + "\n");
}

function now() {
	return new Date().getTime();
}
