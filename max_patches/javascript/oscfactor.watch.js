// Where a component's fader, mute, solo and pan stand, whoever moves them: [js oscfactor.watch.js drums 0].
//
// Inlet 0: `touched gain 0.5`, what the user moves here; `loaded` with its patch.  Inlet 1: what the daemon says, and a
// bang when it answers anew.
// Outlet: `gain 0.5`, `mute 1`, `solo 0`, `pan -1`; for a moment nothing of what was just moved here: a dial under the
// finger does not fight its echo.

autowatch = 0;
inlets = 2;
outlets = 1;

var HOLD = 300; // ms after the last touch, in which nothing comes back
var RATE = 20; // values a second
var RENEW = 10000; // ms from one request to the next,
var TTL = 30; // s after which the daemon forgets a patch that was closed
var WORDS = ["gain", "mute", "solo", "pan"];

var name = jsarguments[1];
var k = jsarguments[2];
var touches = {}; // word -> when it was moved here
var waiting = {}; // word -> the value that is told when the finger has gone
var shared = new Global("oscfactor.connection.state");
var later = new Task(settle, this);
var renewing = new Task(follow, this);

function loaded() {
	renewing.interval = RENEW;
	renewing.repeat(-1);
	follow();
}

/** The daemon answers, at last or again. */
function bang() {
	if (inlet === 1) {
		follow();
	}
}

function notifydeleted() {
	renewing.cancel();
	later.cancel();
}

function touched(word) {
	if (inlet === 0) {
		touches[word] = now();
		delete waiting[word];
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet !== 1) {
		return;
	}
	if (messagename === "leaf") {
		show(words[0], words[1]);
	} else if (messagename === "done") { // another object of this Max has moved it
		var word = String(words[0]).replace("/component/", "");
		if (words[1] === name && (words[2] === k || words[2] === -1)) {
			show(word, words[3]);
		}
	}
}

function show(word, value) {
	if (WORDS.indexOf(word) < 0 || value === undefined) {
		return;
	}
	if (now() - (touches[word] || 0) < HOLD) {
		waiting[word] = value;
		later.schedule(HOLD);
	} else {
		outlet(0, word, value);
	}
}

function settle() {
	var held = waiting;
	waiting = {};
	for (var word in held) {
		show(word, held[word]);
	}
}

/** Ask for the values, now and whenever they change; a sound's name stands in an address as OSC allows. */
function follow() {
	if (shared.connected === 1) {
		var place = "/sound/" + String(name).replace(/[ #*,\/?\[\]{}%]/g, escaped) + "/" + k;
		tell(["follow", place + "/{" + WORDS.join(",") + "}", RATE, "ttl", TTL]);
	}
}

function escaped(letter) {
	return "%" + letter.charCodeAt(0).toString(16).toUpperCase();
}

/** Send a request to the connection that does the work; while none does, all of them hear it. */
function tell(words) {
	var working = shared.holder && new Date().getTime() - Number(shared.beat) < 3000;
	messnamed.apply(this, [working ? "oscfactor.send." + shared.holder : "oscfactor.send"].concat(words));
}

function now() {
	return new Date().getTime();
}
