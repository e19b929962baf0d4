// What a Live adds to the stand-in for Max: the boxes of a device, its stored parameters, and sound.
//
// {"open": device, "stored": {name: value}} opens a device as a set has stored it, {"turn": name, "value": v} moves a
// parameter, {"transport": 1} starts Live's, {"hear": n, "input": [left, right]} prints n samples that the device plays.
"use strict";
const SAMPLE_RATE = 44100;

/** The text of a patch; one of Max for Live is in a container. */
function text(data) {
	return data.toString("latin1", 0, 4) === "ampf" ? data.toString("utf8", 32, data.length - 1) : data.toString("utf8");
}

/** The channels of a WAV file of 32-bit floats, as the daemon writes it. */
function wav(data) {
	let at = 12, format = null, sound = null;
	while (at + 8 <= data.length) {
		const name = data.toString("latin1", at, at + 4), size = data.readUInt32LE(at + 4);
		if (name === "fmt ") { format = { n: data.readUInt16LE(at + 10), sr: data.readUInt32LE(at + 12), bits: data.readUInt16LE(at + 22) }; }
		if (name === "data") { sound = data.subarray(at + 8, at + 8 + size); }
		at += 8 + size + size % 2;
	}
	if (format.bits !== 32) { throw new Error("not a file of the daemon's"); }
	const n = sound.length / 4 / format.n;
	const channels = Array.from({ length: format.n }, (_, c) =>
		Float32Array.from({ length: n }, (_, i) => sound.readFloatLE(4 * (i * format.n + c))));
	return { channels: channels, sr: format.sr };
}

module.exports = function (say, buffers, inside) {
	const isParameter = (box) => /^live\./.test(box.maxclass) && box.box.parameter_enable;
	const kinds = {
		"live.gain~"(inlet, message) { this.value = message[0]; this.out(2, message); },
		"live.comment"(inlet, message) { say({ shows: this.box.varname, value: message.slice(1).join(" ") }); },
		"live.thisdevice"() { this.out(0, ["bang"]); },
		"plugsync~"() {},
		"phasor~"(inlet, message) { this.left[inlet] = message[0]; },
		"sig~"(inlet, message) { this.left[0] = message[0]; },
		"line~"(inlet, message) {
			this.left[0] = message[0];
			say({ ramp: this.patch.args, message: message });
		},
		change(inlet, message) {
			if (this.left[0] !== message[0]) { this.left[0] = message[0]; this.out(0, message); }
		}
	};
	for (const name of ["live.drop", "live.dial", "live.text"]) {
		kinds[name] = function (inlet, message) { this.value = message[0]; this.out(0, message); };
	}

	/** What comes into an inlet: the sum of all that is connected to it. */
	function into(box, inlet, sound) {
		const sum = new Float64Array(sound.n);
		for (const other of box.patch.all) {
			other.cords.forEach((ends, outlet) => {
				if (!(ends || []).some(([to, at]) => to === box && at === inlet)) { return; }
				from(other, outlet, sound).forEach((value, i) => { sum[i] += value; });
			});
		}
		return sum;
	}
	function from(box, outlet, sound) {
		const outer = box.inner ? box.inner.outlets[outlet] : null;
		if (outer) { return into(outer, 0, sound); }
		const made = sound.made.get(box) || {};
		sound.made.set(box, made);
		made[outlet] = made[outlet] || SIGNALS[box.name].call(box, sound, outlet);
		return made[outlet];
	}
	const each = (sound, value) => Float64Array.from({ length: sound.n }, (_, i) => value(i));
	const SIGNALS = {
		"plugin~"(sound, outlet) { return each(sound, (i) => sound.input[outlet][i]); },
		"sig~"(sound) { return each(sound, () => (this.left[0] === undefined ? this.words[1] : this.left[0])); },
		"line~"(sound) { return each(sound, () => this.left[0] || 0); },
		"phasor~"(sound) { return each(sound, (i) => (i * (this.left[0] || 0) / SAMPLE_RATE + (this.left[1] || 0)) % 1); },
		"*~"(sound) {
			const [a, b] = [into(this, 0, sound), into(this, 1, sound)];
			return each(sound, (i) => a[i] * b[i]);
		},
		"play~"(sound, outlet) {
			const { channels, sr } = buffers[this.words[1]], place = into(this, 0, sound);
			if (!channels[outlet]) { return each(sound, () => 0); }
			return each(sound, (i) => channels[outlet][Math.round(place[i] * sr / 1000)] || 0);
		},
		"live.gain~"(sound, outlet) {
			const gain = this.value > -70 ? Math.pow(10, this.value / 20) : 0, signal = into(this, outlet, sound);
			return each(sound, (i) => gain * signal[i]);
		}
	};
	const named = (name) => inside().find((box) => box.box.varname === name);
	return {
		kinds: kinds,
		silent: ["plugin~", "plugout~"],
		text: text,
		wav: wav,
		/** What Live does when a device has been loaded: each parameter as it was stored, then the device is ready. */
		restore(patch, stored) {
			for (const box of patch.all.filter(isParameter)) {
				const { parameter_initial: initial, parameter_longname: name } = box.box.saved_attribute_attributes.valueof;
				const value = stored[name] === undefined ? (initial || [])[0] : stored[name];
				if (value !== undefined) { box.take(0, [value]); }
			}
			for (const box of patch.all) { if (box.name === "live.thisdevice") { box.take(0, ["bang"]); } }
		},
		commands: {
			turn({ turn, value }) { named(turn).take(0, [value]); },
			transport({ transport }) { inside().find((box) => box.name === "plugsync~").out(0, [transport]); },
			hear({ hear, input }) {
				const out = inside().find((box) => box.name === "plugout~");
				const silence = new Float64Array(hear);
				const sound = { n: hear, input: input || [silence, silence], made: new Map() };
				say({ plays: [0, 1].map((side) => Array.from(into(out, side, sound))) });
			}
		}
	};
};
