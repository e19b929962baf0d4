// Made from the command table by tools.clients; changes here are lost.

OscFactorTable {
	// Of each command: how many of its first arguments `done` repeats; whether it gives rows
	// (1, or 2: where k is -1); the messages of its result, and how many arguments each repeats;
	// and of what comes on the way, if anything does.
	classvar <commands;

	*initClass {
		commands = IdentityDictionary[
			'/status' -> [0, 0, ['/oscfactor/status', 0]],
			'/version' -> [0, 0, ['/oscfactor/version', 0]],
			'/notify' -> [0, 0, []],
			'/sync' -> [1, 0, ['/oscfactor/synced', 1]],
			'/challenge' -> [1, 0, []],
			'/dump' -> [0, 0, []],
			'/quit' -> [0, 0, []],
			'/help' -> [0, 1, ['/oscfactor/help', 0]],
			'/buffer/load' -> [1, 0, [], 1],
			'/buffer/alloc' -> [1, 0, []],
			'/buffer/write' -> [3, 0, []],
			'/buffer/read' -> [3, 0, ['/oscfactor/samples', 3]],
			'/buffer/info' -> [1, 0, ['/oscfactor/buffer', 1]],
			'/buffer/list' -> [0, 1, ['/oscfactor/buffer', 0]],
			'/buffer/save' -> [1, 0, []],
			'/buffer/free' -> [1, 0, []],
			'/buffer/factorize' -> [1, 0, [], 1],
			'/buffer/cancel' -> [1, 0, []],
			'/component/info' -> [1, 2, ['/oscfactor/component', 2]],
			'/component/audio' -> [4, 0, ['/oscfactor/audio', 4]],
			'/component/activation' -> [3, 0, ['/oscfactor/activation', 3]],
			'/component/basis' -> [3, 0, ['/oscfactor/basis', 3]],
			'/component/file' -> [1, 2, ['/oscfactor/file', 2]],
			'/component/export' -> [1, 2, ['/oscfactor/file', 2]],
			'/component/data' -> [1, 2, ['/oscfactor/file', 2]],
			'/component/hint' -> [2, 0, [], 1],
			'/hint/list' -> [1, 1, ['/oscfactor/hint', 1]],
			'/hint/clear' -> [1, 0, []],
			'/component/split' -> [1, 0, [], 1],
			'/component/merge' -> [1, 0, [], 1],
			'/component/keep' -> [2, 0, []],
			'/buffer/vary' -> [1, 1, ['/oscfactor/alternative', 1], 1],
			'/buffer/choose' -> [1, 0, [], 1],
			'/buffer/label' -> [1, 0, []],
			'/buffer/colour' -> [1, 0, []],
			'/component/label' -> [2, 0, []],
			'/component/colour' -> [2, 0, []],
			'/object/find' -> [1, 0, []],
			'/object/set' -> [2, 0, []],
			'/object/list' -> [1, 1, ['/oscfactor/object', 1]],
			'/object/gain' -> [2, 0, []],
			'/object/mute' -> [2, 0, []],
			'/object/solo' -> [2, 0, []],
			'/object/pan' -> [2, 0, []],
			'/object/audio' -> [4, 0, ['/oscfactor/object_audio', 4]],
			'/object/file' -> [1, 1, ['/oscfactor/object_file', 2]],
			'/object/export' -> [1, 1, ['/oscfactor/object_file', 2]],
			'/object/clear' -> [1, 0, []],
			'/component/gain' -> [2, 0, []],
			'/component/mute' -> [2, 0, []],
			'/component/solo' -> [2, 0, []],
			'/component/pan' -> [2, 0, []],
			'/player/gain' -> [1, 0, []],
			'/master/gain' -> [0, 0, []],
			'/master/mute' -> [0, 0, []],
			'/master/limiter' -> [0, 0, []],
			'/master/record' -> [0, 0, []],
			'/master/record/stop' -> [0, 0, []],
			'/component/cue' -> [2, 0, []],
			'/player/cue' -> [1, 0, []],
			'/cue/gain' -> [0, 0, []],
			'/cue/outputs' -> [1, 0, []],
			'/scene/store' -> [0, 0, []],
			'/scene/recall' -> [0, 0, []],
			'/scene/list' -> [0, 1, ['/oscfactor/scene', 0]],
			'/scene/free' -> [0, 0, []],
			'/stream/activations' -> [1, 0, [], 1],
			'/stream/audio' -> [2, 0, [], 2],
			'/stream/object' -> [2, 0, [], 2],
			'/stream/stop' -> [1, 0, []],
			'/audio/devices' -> [0, 1, ['/oscfactor/device', 0]],
			'/audio/device' -> [0, 0, []],
			'/player/play' -> [1, 0, []],
			'/player/pause' -> [1, 0, []],
			'/player/seek' -> [1, 0, []],
			'/player/rate' -> [1, 0, []],
			'/player/loop' -> [1, 0, []],
			'/player/record' -> [1, 0, []],
			'/player/record/stop' -> [1, 0, []],
			'/player/stop' -> [1, 0, []],
			'/panic' -> [0, 0, []],
			'/input/devices' -> [0, 1, ['/oscfactor/device', 0]],
			'/input/open' -> [0, 0, []],
			'/live/capture' -> [1, 0, []],
			'/live/record' -> [1, 0, []],
			'/live/stop' -> [1, 0, []],
			'/live/match' -> [1, 0, [], 1],
			'/input/write' -> [0, 0, [], 0],
			'/input/close' -> [0, 0, []],
			'/watch' -> [1, 0, [], 0],
			'/unwatch' -> [1, 0, []],
			'/matrix/set' -> [3, 0, []],
			'/matrix/mute' -> [3, 0, []],
			'/matrix/solo' -> [3, 0, []],
			'/matrix/get' -> [1, 1, ['/oscfactor/matrix', 1, '/oscfactor/cell', 1]],
			'/matrix/identity' -> [1, 0, []],
			'/matrix/clear' -> [1, 0, []],
			'/matrix/scale' -> [1, 0, []],
			'/matrix/random' -> [1, 0, []],
			'/matrix/shuffle' -> [1, 0, []],
			'/matrix/phase' -> [1, 0, []],
			'/matrix/export' -> [3, 0, ['/oscfactor/file', 3]],
			'/activation/set' -> [2, 0, []],
			'/activation/shift' -> [2, 0, []],
			'/activation/reverse' -> [2, 0, []],
			'/activation/stretch' -> [2, 0, []],
			'/activation/smooth' -> [2, 0, []],
			'/activation/threshold' -> [2, 0, []],
			'/activation/quantize' -> [2, 0, []],
			'/activation/random' -> [2, 0, []],
			'/activation/scale' -> [2, 0, []],
			'/activation/normalize' -> [2, 0, []],
			'/activation/power' -> [2, 0, []],
			'/activation/copy' -> [2, 0, []],
			'/basis/set' -> [2, 0, []],
			'/basis/transpose' -> [2, 0, []],
			'/basis/shift' -> [2, 0, []],
			'/basis/blur' -> [2, 0, []],
			'/basis/sharpen' -> [2, 0, []],
			'/basis/filter' -> [2, 0, []],
			'/basis/random' -> [2, 0, []],
			'/basis/swap' -> [2, 0, []],
			'/basis/copy' -> [2, 0, []],
			'/edit/undo' -> [1, 0, [], 1],
			'/edit/redo' -> [1, 0, [], 1],
			'/edit/reset' -> [1, 0, []],
			'/edit/masks' -> [1, 0, []],
			'/edit/exponent' -> [1, 0, []],
			'/edit/threshold' -> [1, 0, []],
			'/edit/residual' -> [1, 0, []],
			'/cross/make' -> [1, 0, [], 1],
			'/session/save' -> [0, 0, []],
			'/session/load' -> [0, 0, [], 0],
			'/session/prepare' -> [0, 0, [], 0],
			'/session/switch' -> [0, 0, []],
			'/session/recoverable' -> [0, 1, ['/oscfactor/recoverable', 0]],
			'/session/recover' -> [0, 0, [], 0]
		]
	}

	*version {
		^"0.1.0"
	}

	*answers {
		^#[
			'/oscfactor/activation',
			'/oscfactor/alive',
			'/oscfactor/alternative',
			'/oscfactor/audio',
			'/oscfactor/autosave',
			'/oscfactor/basis',
			'/oscfactor/block',
			'/oscfactor/buffer',
			'/oscfactor/captured',
			'/oscfactor/cell',
			'/oscfactor/component',
			'/oscfactor/device',
			'/oscfactor/file',
			'/oscfactor/frame',
			'/oscfactor/gone',
			'/oscfactor/help',
			'/oscfactor/hint',
			'/oscfactor/input',
			'/oscfactor/live',
			'/oscfactor/matrix',
			'/oscfactor/moved',
			'/oscfactor/notice',
			'/oscfactor/object',
			'/oscfactor/object_audio',
			'/oscfactor/object_block',
			'/oscfactor/object_file',
			'/oscfactor/onset',
			'/oscfactor/output',
			'/oscfactor/player',
			'/oscfactor/progress',
			'/oscfactor/recorded',
			'/oscfactor/recoverable',
			'/oscfactor/samples',
			'/oscfactor/scene',
			'/oscfactor/status',
			'/oscfactor/stream',
			'/oscfactor/synced',
			'/oscfactor/value',
			'/oscfactor/version',
			'/oscfactor/warmup'
		]
	}
}

+ OscFactor {
	// Tell how the daemon is.
	status { |action|
		^this.request('/status', [], [], action)
	}

	// Tell the daemon's version.
	version { |action|
		^this.request('/version', [], [], action)
	}

	// Subscribe to every event (1) or end it (0); answers then go to `port` of your own host.
	notify { |on, port = 0, ttl = 0, stop = 0, action|
		^this.request('/notify', [on], [\port, port, \ttl, ttl, \stop, stop], action)
	}

	// Answer when all that you asked for earlier has ended.
	sync { |id, action|
		^this.request('/sync', [id], [], action)
	}

	// Log incoming messages: 0 off, 1 as text, 2 also as hex.
	dump { |level, action|
		^this.request('/dump', [level], [], action)
	}

	// End the daemon; jobs are cancelled, files stay whole.
	quit { |action|
		^this.request('/quit', [], [], action)
	}

	// Describe every command and every value that has an address, or the one at an address.
	help { |address, action|
		^this.request('/help', [], [\address, address], action)
	}

	// Keep how sounds sound now: faders, matrix and player of each.
	sceneStore { |scene, names = '*', action|
		^this.request('/scene/store', [scene], [\names, names], action)
	}

	// Go back to a scene; faders and cells glide there and arrive at the same sample.
	sceneRecall { |scene, seconds = 0, action|
		^this.request('/scene/recall', [scene], [\seconds, seconds], action)
	}

	// List the scenes.
	sceneList { |action|
		^this.request('/scene/list', [], [], action)
	}

	// Forget a scene.
	sceneFree { |scene, action|
		^this.request('/scene/free', [scene], [], action)
	}

	// List the devices that can play.
	audioDevices { |action|
		^this.request('/audio/devices', [], [], action)
	}

	// Open a device, by a part of its name or by its number; without one, the default device.
	audioDevice { |device, numChannels = 0, sampleRate = 0, block = 0, latency, action|
		^this.request('/audio/device', [], [\device, device, \channels, numChannels, \sample_rate, sampleRate, \block, block, \latency, latency], action)
	}

	// List the devices that can hear.
	inputDevices { |action|
		^this.request('/input/devices', [], [], action)
	}

	// Hear a device from now on, by a part of its name or by its number; without one, the default.
	inputOpen { |device, numChannels = 0, sampleRate = 0, action|
		^this.request('/input/open', [], [\device, device, \channels, numChannels, \sample_rate, sampleRate], action)
	}

	// Let a buffer be what was just heard: the last seconds before now, or before some seconds ago.
	liveCapture { |name, seconds, ago = 0, action|
		^this.request('/live/capture', [name, seconds], [\ago, ago], action)
	}

	// Record the input into a buffer from now on, for some seconds or until `/live/stop`.
	liveRecord { |name, seconds = 0, action|
		^this.request('/live/record', [name], [\seconds, seconds], action)
	}

	// End a recording of the input: the buffer is what was heard since.
	liveStop { |name, action|
		^this.request('/live/stop', [name], [], action)
	}

	// Tell the activations of the input by a buffer's bases, while it goes on; a rate of 0 ends that.
	liveMatch { |name, rate = 50, action|
		^this.request('/live/match', [name], [\rate, rate], action)
	}

	// Hear nothing any more, if anything is heard, and forget it; what was captured stays.
	inputClose { |action|
		^this.request('/input/close', [], [], action)
	}

	// Send the values of all leaves that a pattern matches: now, and whenever one changes.
	watch { |pattern, rate = 20, ttl = 0, action|
		^this.request('/watch', [pattern], [\rate, rate, \ttl, ttl], action)
	}

	// End a watch.
	unwatch { |pattern, action|
		^this.request('/unwatch', [pattern], [], action)
	}

	// Write all buffers, components, edits with their undo, faders, matrices and players to a file.
	sessionSave { |path, embed = 0, action|
		^this.request('/session/save', [path], [\embed, embed], action)
	}

	// Replace all there is by a saved session; if that is damaged or not understood, nothing is.
	sessionLoad { |path, search, action|
		^this.request('/session/load', [path], [\search, search], action)
	}

	// Read a saved session while this one sounds, so that `/session/switch` can bring it at once.
	sessionPrepare { |path, search, action|
		^this.request('/session/prepare', [path], [\search, search], action)
	}

	// Replace all there is by the session that was prepared; what plays fades over.
	sessionSwitch { |seconds = 0, action|
		^this.request('/session/switch', [], [\seconds, seconds], action)
	}

	// List the sessions that daemons left without saving them, the newest first.
	sessionRecoverable { |action|
		^this.request('/session/recoverable', [], [], action)
	}

	// Load a session that a daemon left without saving it, the newest by default.
	sessionRecover { |search, which = 0, action|
		^this.request('/session/recover', [], [\search, search, \which, which], action)
	}
}

+ OscFactorBuffer {
	// Read a sound file into a buffer; one of that name is replaced when the file has been read.
	load { |path, start = 0, duration = 0, action|
		^this.request('/buffer/load', this.subject ++ [path], [\start, start, \duration, duration], action)
	}

	// Make a silent buffer to write into; the name must be free.
	alloc { |numFrames, numChannels = 1, sampleRate = 48000, action|
		^this.request('/buffer/alloc', this.subject ++ [numFrames], [\channels, numChannels, \sample_rate, sampleRate], action)
	}

	// Write samples into a buffer; its components, if any, are dropped.
	setn { |channel, offset, samples, action|
		^this.request('/buffer/write', this.subject ++ [channel, offset] ++ samples, [], action)
	}

	// Give a range of a buffer's samples; a range past the end is cut there.
	getn { |channel, offset, count, action|
		^this.request('/buffer/read', this.subject ++ [channel, offset, count], [], action)
	}

	// Describe a buffer.
	info { |action|
		^this.request('/buffer/info', this.subject ++ [], [], action)
	}

	// Describe every buffer.
	list { |action|
		^this.request('/buffer/list', [], [], action)
	}

	// Write a buffer to a sound file; the path's ending says which kind (wav, aiff, flac).
	save { |path, action|
		^this.request('/buffer/save', this.subject ++ [path], [], action)
	}

	// Forget a buffer and its components; a job on it is cancelled.
	free { |action|
		^this.request('/buffer/free', this.subject ++ [], [], action)
	}

	// Break a buffer into components by non-negative matrix factorisation.
	factorize { |components, fft = 2048, window = 0, hop, iterations = 100, loss = 'kl', tolerance = 0, seed = 0, init = 'random', solver = 'auto', sort, bases, basesMode = 'seed', activations, activationsMode = 'seed', cache = 1, tries = 1, action, progress|
		^this.request('/buffer/factorize', this.subject ++ [components], [\fft, fft, \window, window, \hop, hop, \iterations, iterations, \loss, loss, \tolerance, tolerance, \seed, seed, \init, init, \solver, solver, \sort, sort, \bases, bases, \bases_mode, basesMode, \activations, activations, \activations_mode, activationsMode, \cache, cache, \tries, tries], action, progress)
	}

	// Stop the job on a buffer; the job itself answers `cancelled`.
	cancel { |action|
		^this.request('/buffer/cancel', this.subject ++ [], [], action)
	}

	// Give the hints that a buffer's components follow, in the order in which they were given.
	hintList { |action|
		^this.request('/hint/list', this.subject ++ [], [], action)
	}

	// Forget a buffer's hints; the components stay as they are. This can be undone.
	hintClear { |action|
		^this.request('/hint/clear', this.subject ++ [], [], action)
	}

	// Find alternatives to a buffer's components from other seeds, and hold them side by side.
	vary { |n, action, progress|
		^this.request('/buffer/vary', this.subject ++ [n], [], action, progress)
	}

	// Let a buffer have one of the alternatives that `/buffer/vary` found; 0 is what there was.
	choose { |i, action|
		^this.request('/buffer/choose', this.subject ++ [i], [], action)
	}

	// Say what a buffer is called where it is shown; its own name, by which it is found, stays.
	label { |text, action|
		^this.request('/buffer/label', this.subject ++ [text], [], action)
	}

	// Choose the colour in which a buffer is shown.
	colour { |colour, action|
		^this.request('/buffer/colour', this.subject ++ [colour], [], action)
	}

	// Find objects: group all components by where they stand, or by how they sound.
	objectFind { |n, by = 'auto', action|
		^this.request('/object/find', this.subject ++ [n], [\by, by], action)
	}

	// Let an object consist of these components, and of no others.
	objectSet { |o, k, action|
		^this.request('/object/set', this.subject ++ [o] ++ k, [], action)
	}

	// List the objects, and the components of each.
	objectList { |action|
		^this.request('/object/list', this.subject ++ [], [], action)
	}

	// Set an object's gain in the mix.
	objectGain { |o, gain, seconds = 0, action|
		^this.request('/object/gain', this.subject ++ [o, gain], [\seconds, seconds], action)
	}

	// Mute an object, or not; all of it is silent even where it is soloed.
	objectMute { |o, on, seconds = 0, action|
		^this.request('/object/mute', this.subject ++ [o, on], [\seconds, seconds], action)
	}

	// Solo an object, or end that; where any object or component is soloed, only those are heard.
	objectSolo { |o, on, seconds = 0, action|
		^this.request('/object/solo', this.subject ++ [o, on], [\seconds, seconds], action)
	}

	// Move an object to one side, and each of its components by as much.
	objectPan { |o, position, seconds = 0, action|
		^this.request('/object/pan', this.subject ++ [o, position], [\seconds, seconds], action)
	}

	// Give a range of an object's sound; a range past the end is cut there.
	objectAudio { |o, channel, offset, count, action|
		^this.request('/object/audio', this.subject ++ [o, channel, offset, count], [], action)
	}

	// Give objects as sound files: the quick way for programs on this machine.
	objectFile { |o, action|
		^this.request('/object/file', this.subject ++ [o], [], action)
	}

	// Write objects to files `name-object-00.wav` …; old ones are replaced when the new are whole.
	objectExport { |o, directory, format = 'wav', subtype, action|
		^this.request('/object/export', this.subject ++ [o, directory], [\format, format, \subtype, subtype], action)
	}

	// Let an object have no components; they go on by themselves.
	objectClear { |o = -1, action|
		^this.request('/object/clear', this.subject ++ [], [\o, o], action)
	}
}

+ OscFactorComponent {
	// Describe a component: its share of the energy, where its spectrum lies, when it begins.
	info { |action|
		^this.request('/component/info', this.subject ++ [], [], action)
	}

	// Give a range of a component's sound; a range past the end is cut there.
	audio { |channel, offset, count, action|
		^this.request('/component/audio', this.subject ++ [channel, offset, count], [], action)
	}

	// Give a range of a component's activation, one value a frame.
	activation { |offset, count, channel = -1, action|
		^this.request('/component/activation', this.subject ++ [offset, count], [\channel, channel], action)
	}

	// Give a range of a component's basis, one value a frequency bin.
	basis { |offset, count, action|
		^this.request('/component/basis', this.subject ++ [offset, count], [], action)
	}

	// Give components as sound files: the quick way for programs on this machine.
	file { |action|
		^this.request('/component/file', this.subject ++ [], [], action)
	}

	// Write components to sound files `name-00.wav` …; old ones are replaced when the new are whole.
	export { |directory, format = 'wav', subtype, action|
		^this.request('/component/export', this.subject ++ [directory], [\format, format, \subtype, subtype], action)
	}

	// Write activations and bases, as edited, to one file: npz, csv or mid.
	data { |path, tempo = 120, action|
		^this.request('/component/data', this.subject ++ [path], [\tempo, tempo], action)
	}

	// Say that a rectangle of the spectrogram belongs to a component, or not.
	hint { |t0, t1, f0, f1, weight, action, progress|
		^this.request('/component/hint', this.subject ++ [t0, t1, f0, f1, weight], [], action, progress)
	}

	// Split a component: one part keeps its number, others become the last.
	split { |into = 2, action, progress|
		^this.request('/component/split', this.subject ++ [], [\into, into], action, progress)
	}

	// Make one component of several, in the place of the lowest.
	merge { |others, action, progress|
		^this.request('/component/merge', this.subject ++ [] ++ others, [], action, progress)
	}

	// Keep a component, its number too, when the others are found anew.
	keep { |on, activations = 0, action|
		^this.request('/component/keep', this.subject ++ [on], [\activations, activations], action)
	}

	// Say what a component is called where it is shown.
	label { |text, action|
		^this.request('/component/label', this.subject ++ [text], [], action)
	}

	// Choose the colour in which a component is shown.
	colour { |colour, action|
		^this.request('/component/colour', this.subject ++ [colour], [], action)
	}

	// Set a component's gain in the mix.
	gain { |gain, seconds = 0, action|
		^this.request('/component/gain', this.subject ++ [gain], [\seconds, seconds], action)
	}

	// Mute a component, or not; a muted one is silent even when it is soloed.
	mute { |on, seconds = 0, action|
		^this.request('/component/mute', this.subject ++ [on], [\seconds, seconds], action)
	}

	// Solo a component, or end that; where any is soloed, only those are heard.
	solo { |on, seconds = 0, action|
		^this.request('/component/solo', this.subject ++ [on], [\seconds, seconds], action)
	}

	// Move a component to one side: the other one fades out.
	pan { |position, seconds = 0, action|
		^this.request('/component/pan', this.subject ++ [position], [\seconds, seconds], action)
	}

	// Let a component be heard in the cue, or no more.
	cue { |on, action|
		^this.request('/component/cue', this.subject ++ [on], [], action)
	}

	// Draw a range of an activation, in every channel; `/component/activation` reads it back.
	activationSet { |offset, values, action|
		^this.request('/activation/set', this.subject ++ [offset] ++ values, [], action)
	}

	// Move an activation in time.
	activationShift { |amount, unit = 's', wrap = 1, action|
		^this.request('/activation/shift', this.subject ++ [amount], [\unit, unit, \wrap, wrap], action)
	}

	// Turn an activation round in time.
	activationReverse { |action|
		^this.request('/activation/reverse', this.subject ++ [], [], action)
	}

	// Make an activation slower or faster; its length stays.
	activationStretch { |factor, loop = 0, action|
		^this.request('/activation/stretch', this.subject ++ [factor], [\loop, loop], action)
	}

	// Let an activation follow itself with a lag.
	activationSmooth { |attack = 0, release = 0.1, action|
		^this.request('/activation/smooth', this.subject ++ [], [\attack, attack, \release, release], action)
	}

	// Silence an activation where it is weak.
	activationThreshold { |level, action|
		^this.request('/activation/threshold', this.subject ++ [level], [], action)
	}

	// Move an activation's events onto a grid.
	activationQuantize { |tempo, division = 4, swing = 0, strength = 1, offset = 0, action|
		^this.request('/activation/quantize', this.subject ++ [tempo], [\division, division, \swing, swing, \strength, strength, \offset, offset], action)
	}

	// Move an activation's events by chance.
	activationRandom { |amount, seed = 0, grid = 0, action|
		^this.request('/activation/random', this.subject ++ [amount], [\seed, seed, \grid, grid], action)
	}

	// Make an activation stronger or weaker.
	activationScale { |gain, action|
		^this.request('/activation/scale', this.subject ++ [gain], [], action)
	}

	// Give an activation a maximum.
	activationNormalize { |peak = 1, action|
		^this.request('/activation/normalize', this.subject ++ [], [\peak, peak], action)
	}

	// Raise an activation to an exponent; its maximum stays.
	activationPower { |exponent, action|
		^this.request('/activation/power', this.subject ++ [exponent], [], action)
	}

	// Replace an activation by another component's, perhaps of another buffer.
	activationCopy { |source, buffer, length = 'truncate', action|
		^this.request('/activation/copy', this.subject ++ [source], [\buffer, buffer, \length, length], action)
	}

	// Draw a range of a basis; `/component/basis` reads it back.
	basisSet { |offset, values, action|
		^this.request('/basis/set', this.subject ++ [offset] ++ values, [], action)
	}

	// Move a basis along the scale; its energy stays, unless all of it leaves.
	basisTranspose { |semitones, action|
		^this.request('/basis/transpose', this.subject ++ [semitones], [], action)
	}

	// Move a basis along frequency, which bends its intervals; its energy stays, unless all of it leaves.
	basisShift { |hz, action|
		^this.request('/basis/shift', this.subject ++ [hz], [], action)
	}

	// Spread each partial of a basis.
	basisBlur { |hz, action|
		^this.request('/basis/blur', this.subject ++ [hz], [], action)
	}

	// Raise a basis to an exponent, so that its peaks stand out.
	basisSharpen { |exponent, action|
		^this.request('/basis/sharpen', this.subject ++ [exponent], [], action)
	}

	// Cut a basis to a band.
	basisFilter { |low, high, action|
		^this.request('/basis/filter', this.subject ++ [low, high], [], action)
	}

	// Take a step of a random walk: regions of a basis become louder or softer.
	basisRandom { |amount = 6, seed = 0, action|
		^this.request('/basis/random', this.subject ++ [], [\amount, amount, \seed, seed], action)
	}

	// Exchange the bases of two components.
	basisSwap { |other, action|
		^this.request('/basis/swap', this.subject ++ [other], [], action)
	}

	// Replace a basis by another component's, perhaps of another buffer.
	basisCopy { |source, buffer, action|
		^this.request('/basis/copy', this.subject ++ [source], [\buffer, buffer], action)
	}
}

+ OscFactorActivations {
	// Send the activations at the play head, or at an own clock, to whoever asks.
	activations { |rateHz, component = -1, scale = 'raw', smooth = 0, attack, release, threshold, clock = 'auto', rate = 1, loop = 1, start = 0, end = 0, ttl = 0, action|
		^this.request('/stream/activations', this.subject ++ [rateHz], [\component, component, \scale, scale, \smooth, smooth, \attack, attack, \release, release, \threshold, threshold, \clock, clock, \rate, rate, \loop, loop, \start, start, \end, end, \ttl, ttl], action)
	}

	// Send a component's samples, paced to real time, to whoever asks; -1 is the mix of all.
	audio { |k, clock = 'auto', rate = 1, loop = 1, start = 0, end = 0, ttl = 0, action|
		^this.request('/stream/audio', this.subject ++ [k], [\clock, clock, \rate, rate, \loop, loop, \start, start, \end, end, \ttl, ttl], action)
	}

	// Send an object's samples, paced to real time, to whoever asks.
	object { |o, clock = 'auto', rate = 1, loop = 1, start = 0, end = 0, ttl = 0, action|
		^this.request('/stream/object', this.subject ++ [o], [\clock, clock, \rate, rate, \loop, loop, \start, start, \end, end, \ttl, ttl], action)
	}

	// End the streams of a buffer that go to you.
	stop { |action|
		^this.request('/stream/stop', this.subject ++ [], [], action)
	}
}

+ OscFactorPlayer {
	// Set the gain of a whole buffer.
	gain { |gain, seconds = 0, action|
		^this.request('/player/gain', this.subject ++ [gain], [\seconds, seconds], action)
	}

	// Set the gain of all that is heard.
	masterGain { |gain, seconds = 0, action|
		^this.request('/master/gain', [gain], [\seconds, seconds], action)
	}

	// Silence all that is heard, or let it sound again.
	masterMute { |on, seconds = 0, action|
		^this.request('/master/mute', [on], [\seconds, seconds], action)
	}

	// Let no sample above a ceiling be heard (1), or take the limiter away (0).
	masterLimiter { |on, ceiling, action|
		^this.request('/master/limiter', [on], [\ceiling, ceiling], action)
	}

	// Write all that is heard to a 32-bit float WAV file, silence included, until it is stopped.
	masterRecord { |path, action|
		^this.request('/master/record', [path], [], action)
	}

	// End the recording of all that is heard.
	masterRecordStop { |action|
		^this.request('/master/record/stop', [], [], action)
	}

	// Let a whole buffer be heard in the cue, or no more.
	cue { |on, action|
		^this.request('/player/cue', this.subject ++ [on], [], action)
	}

	// Set the gain of the cue.
	cueGain { |gain, seconds = 0, action|
		^this.request('/cue/gain', [gain], [\seconds, seconds], action)
	}

	// Choose the device's channels for the cue: this one and the next.
	cueOutputs { |channel, action|
		^this.request('/cue/outputs', [channel], [], action)
	}

	// Play a buffer; one that is paused goes on, unless `start` is given.
	play { |start, end, loop, rate, mode, outputs, action|
		^this.request('/player/play', this.subject ++ [], [\start, start, \end, end, \loop, loop, \rate, rate, \mode, mode, \outputs, outputs], action)
	}

	// Hold a playing buffer; /player/play goes on.
	pause { |action|
		^this.request('/player/pause', this.subject ++ [], [], action)
	}

	// Go on from another place, without a click.
	seek { |seconds, action|
		^this.request('/player/seek', this.subject ++ [seconds], [], action)
	}

	// Go on at another speed.
	rate { |rate, mode, action|
		^this.request('/player/rate', this.subject ++ [rate], [\mode, mode], action)
	}

	// Loop a part of the sound (1), or go on to the end (0).
	loop { |on, start, end, fade, action|
		^this.request('/player/loop', this.subject ++ [on], [\start, start, \end, end, \fade, fade], action)
	}

	// Write what is heard of a buffer to a 32-bit float WAV file, until it stops.
	record { |path, action|
		^this.request('/player/record', this.subject ++ [path], [], action)
	}

	// End a recording while the sound goes on.
	recordStop { |action|
		^this.request('/player/record/stop', this.subject ++ [], [], action)
	}

	// Stop a buffer.
	stop { |action|
		^this.request('/player/stop', this.subject ++ [], [], action)
	}

	// Fade out and stop all that sounds, buffers and streams, whoever began them.
	panic { |fade = 0.05, action|
		^this.request('/panic', [], [\fade, fade], action)
	}
}

+ OscFactorMatrix {
	// Let an activation drive a basis with a gain: that cell is heard at the next hop.
	set { |activation, basis, gain, seconds = 0, action|
		^this.request('/matrix/set', this.subject ++ [activation, basis, gain], [\seconds, seconds], action)
	}

	// Silence cells, whatever their gains, or let them sound again.
	mute { |activation, basis, on, seconds = 0, action|
		^this.request('/matrix/mute', this.subject ++ [activation, basis, on], [\seconds, seconds], action)
	}

	// Let only the soloed cells sound: those of them that are not muted.
	solo { |activation, basis, on, seconds = 0, action|
		^this.request('/matrix/solo', this.subject ++ [activation, basis, on], [\seconds, seconds], action)
	}

	// Give the gains, row by row: those of one activation, from one basis on; then the switches.
	get { |action|
		^this.request('/matrix/get', this.subject ++ [], [], action)
	}

	// Let each activation drive its own basis: the sound itself.
	identity { |action|
		^this.request('/matrix/identity', this.subject ++ [], [], action)
	}

	// Set all gains to 0: silence, to build on.
	clear { |action|
		^this.request('/matrix/clear', this.subject ++ [], [], action)
	}

	// Multiply all gains.
	scale { |factor, action|
		^this.request('/matrix/scale', this.subject ++ [factor], [], action)
	}

	// Draw a matrix by chance: each activation has a cell or more, whose gains add up to 1.
	random { |density = 0.3, seed = 0, permutation = 0, action|
		^this.request('/matrix/random', this.subject ++ [], [\density, density, \seed, seed, \permutation, permutation], action)
	}

	// Deal the bases out anew: each column of the matrix goes elsewhere, in an order drawn by chance.
	shuffle { |seed = 0, inverse = 0, action|
		^this.request('/matrix/shuffle', this.subject ++ [], [\seed, seed, \inverse, inverse], action)
	}

	// Choose the phases of what never sounded: cells off the diagonal, and what edits add.
	phase { |method, action|
		^this.request('/matrix/phase', this.subject ++ [method], [], action)
	}

	// Write the sound of one cell, at gain 1, to a file.
	export { |activation, basis, directory, format = 'wav', subtype, action|
		^this.request('/matrix/export', this.subject ++ [activation, basis, directory], [\format, format, \subtype, subtype], action)
	}

	// Take the last edit of a buffer back.
	undo { |action|
		^this.request('/edit/undo', this.subject ++ [], [], action)
	}

	// Do the edit again that was undone last.
	redo { |action|
		^this.request('/edit/redo', this.subject ++ [], [], action)
	}

	// Let the components sound as they were found; this can be undone, too.
	reset { |action|
		^this.request('/edit/reset', this.subject ++ [], [], action)
	}

	// Shape the masks: what they leave over then is a component of its own, behind the last.
	masks { |exponent = 1, threshold = 0, residual = 0, action|
		^this.request('/edit/masks', this.subject ++ [], [\exponent, exponent, \threshold, threshold, \residual, residual], action)
	}

	// Choose how hard masks part components; the rest of `/edit/masks` stays.
	exponent { |exponent, action|
		^this.request('/edit/exponent', this.subject ++ [exponent], [], action)
	}

	// Choose below what masks are 0; the rest of `/edit/masks` stays.
	threshold { |threshold, action|
		^this.request('/edit/threshold', this.subject ++ [threshold], [], action)
	}

	// Make what masks leave over a component, or not; the rest stays.
	residual { |residual, action|
		^this.request('/edit/residual', this.subject ++ [residual], [], action)
	}

	// Make a buffer in which one sound's activations drive another's bases.
	crossMake { |activations, bases, match = 'optimal', likeness = 'spectral', morph = 1, by = 'linear', length = 'keep', phase = 'griffinlim', action, progress|
		^this.request('/cross/make', this.subject ++ [activations, bases], [\match, match, \likeness, likeness, \morph, morph, \by, by, \length, length, \phase, phase], action, progress)
	}
}
