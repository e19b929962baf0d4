// A sound in the daemon, by its name.

OscFactorBuffer : OscFactorThing {
	var <loading;  // the reply of what brings the sound

	// Read a sound file into a new buffer of that name. What is asked for next waits for it.
	*read { |name, path, start = 0, duration = 0, action, oscfactor, onFail|
		var buffer = this.new(name, oscfactor);
		buffer.read(path, start, duration, { action.value(buffer) }).onFail(onFail);
		^buffer
	}

	// Bring the sound of a server's Buffer over. What is asked for next waits for it.
	*fromBuffer { |name, serverBuffer, action, oscfactor, onFail|
		var buffer = this.new(name, oscfactor);
		buffer.fromBuffer(serverBuffer, { action.value(buffer) }).onFail(onFail);
		^buffer
	}

	// Catch what the daemon's input has just heard. What is asked for next waits for it.
	*capture { |name, seconds, ago = 0, action, oscfactor, onFail|
		var buffer = this.new(name, oscfactor);
		buffer.capture(seconds, ago, { action.value(buffer) }).onFail(onFail);
		^buffer
	}

	capture { |seconds, ago = 0, action|
		^loading = oscfactor.liveCapture(name, seconds, ago, action)
	}

	read { |path, start = 0, duration = 0, action|
		path = if(path.isKindOf(PathName)) { path.fullPath } { path.asString };
		^loading = this.load(path.standardizePath.absolutePath, start, duration, action)
	}

	fromBuffer { |serverBuffer, action|
		var brought = if(serverBuffer.server.isLocal and: { oscfactor.isLocal }) {
			OscFactorExchange.write(serverBuffer) { |path|
				oscfactor.prAsk(OscFactorReply('/buffer/load', [name, path]), true)
			}
		} {
			this.prPush(serverBuffer)
		};
		loading = OscFactorReply('/buffer/load', this.subject, action);
		// In this order: what waits for the sound is sent when `loading` has ended.
		oscfactor.prGate(name, loading);
		brought.onDone { |result| loading.finishWith(result) };
		brought.onFail { |sentence, code| loading.fail(sentence, false, code) };
		^loading
	}

	// Wait until the sound is there, if it is on its way; only in a Routine.
	wait {
		loading !? { loading.wait }
	}

	failed {
		^loading.notNil and: { loading.failed }
	}

	error {
		^loading !? (_.error)
	}

	// Read every component into a Buffer of the server. Gives an OscFactorReply with an Array of Buffers.
	asBuffers { |server, action|
		server = server ? Server.default;
		if(server.serverRunning.not) {
			^OscFactorReply.failed('', [], "the server % is not running; boot it first".format(server), aloud: true)
		};
		^this.info.then({ |info|
			OscFactorEvent.prepare(info[1]);
			if(server.isLocal and: { oscfactor.isLocal }) { this.prFiled(server) } { this.prPulled(server) }
			.then { |buffers| oscfactor.prLayers(name, buffers); buffers }
		}, action)
	}

	// The Buffers that `asBuffers` has read last; nil if it has not.
	layers {
		^oscfactor.layers(name)
	}

	// The activations as one Buffer, a channel each component, each of a peak of 1: for BufRd, a frame each `hop` samples.
	activationsAsBuffer { |server, action|
		server = server ? Server.default;
		^this.info.then({
			this.prEach { |k| this.component(k).activations }.then { |all|
				OscFactorExchange.send(server,
					all.collect { |values| values / values.maxItem.max(1e-30) },
					this.sampleRate / this.prHop(all[0].size)
				)
			}
		}, action)
	}

	// The samples of one channel, as a FloatArray.
	samples { |channel = 0, action|
		^this.pull('/buffer/read', this.subject ++ [channel], action: action)
	}

	component { |k|
		^OscFactorComponent(name, k, oscfactor)
	}

	matrix {
		^OscFactorMatrix(name, oscfactor)
	}

	player {
		^OscFactorPlayer(name, oscfactor)
	}

	activations {
		^OscFactorActivations(name, oscfactor)
	}

	// Set the gain of a component in the mix; of all with k = -1.
	gain_ { |k, linear|
		^this.component(k).gain(linear)
	}

	play { |start, end, loop, rate, outputs|
		^this.player.play(start, end, loop, rate, outputs: outputs)
	}

	// Nothing is said where it does not play.
	stop {
		^this.player.stop.isQuiet_(true)
	}

	// Write the sound to a file, as a Buffer does.
	write { |path, action|
		^this.save(path, action)
	}

	// A window with the spectrum and the activation of each component. Gives an OscFactorReply with an OscFactorWindow.
	plot { |bounds, action|
		^OscFactorWindow.open(this, false, bounds, action)
	}

	// The same with faders, which follow whoever moves them.
	gui { |bounds, action|
		^OscFactorWindow.open(this, true, bounds, action)
	}

	// How its name stands in the addresses of the state.
	leaf {
		^name.as(Array).collect { |char|
			if(" #*,/?[]{}%".includes(char)) { "%" ++ char.ascii.asHexString(2) } { char.asString }
		}.join
	}

	numChannels { ^this.prFact(0) }
	numFrames { ^this.prFact(1) }
	sampleRate { ^this.prFact(2) }
	numComponents { ^this.prFact(3) }
	duration { ^this.numFrames !? { |n| n / this.sampleRate } }

	// Samples from one frame of the activations to the next, when there are so many of them.
	hop { |numActivations|
		^numActivations !? { this.prHop(numActivations) }
	}

	// Known since the sound was loaded or described; in a Routine it is asked for, else nil.
	prFact { |i|
		var known, job = oscfactor.prJob(name);
		if((i == 3) and: { job.notNil } and: { thisThread.isKindOf(Routine) }) { job.wait };
		known = oscfactor.facts(name);
		if((known.isNil or: { known[i].isNil }) and: { thisThread.isKindOf(Routine) }) { this.info.wait };
		known = oscfactor.facts(name);
		^known !? { known[i] }
	}

	// Of those that give so many frames, a multiple of the highest power of two.
	prHop { |n|
		var numFrames = this.numFrames, low, high;
		if(n < 2) { ^numFrames };
		low = (numFrames / n).floor.asInteger + 1;
		high = (numFrames / (n - 1)).floor.asInteger.max(low);
		^(low..high).maxItem { |hop| hop.bitAnd(hop.neg) }
	}

	// Ask for something of each component, when all jobs that were asked for before have ended.
	prEach { |function|
		^this.component(-1).info.then { |rows| OscFactorReply.all(rows.size.collect(function)) }
	}

	// By files in a folder of the daemon's own: exact, and as quick as the disk.
	prFiled { |server|
		^this.component(-1).file.then { |files|
			OscFactorExchange.read(server, files.collect { |file| file[2].asString })
		}
	}

	prPulled { |server|
		^this.info.then { |info|
			this.prEach { |k|
				OscFactorReply.all(info[1].collect { |channel| this.component(k).samples(channel) })
				.then { |channels| OscFactorExchange.send(server, channels, info[3]) }
			}
		}
	}

	prPush { |serverBuffer|
		var made = OscFactorReply('/buffer/load', this.subject);
		if(serverBuffer.bufnum.isNil) { ^made.fail("this Buffer has been freed; it holds no sound", false) };
		serverBuffer.getToFloatArray(action: { |samples|
			var channels = samples.as(Array).unlace(serverBuffer.numChannels);
			var ask = { |address, args|
				oscfactor.prAsk(OscFactorReply(address, [name] ++ args).isQuiet_(address == '/buffer/free'), true)
			};
			var parts = [
				ask.('/buffer/free', []),
				ask.('/buffer/alloc', [channels[0].size, \channels, channels.size, \sample_rate, serverBuffer.sampleRate])
			];
			channels.do { |channel, i|
				channel.clump(500).do { |part, j| parts = parts.add(ask.('/buffer/write', [i, j * 500] ++ part)) }
			};
			OscFactorReply.all(parts.drop(1)).then { |found| made.finishWith(found[0]) }
			.onFail { |sentence, code| made.fail(sentence, false, code) }
		});
		^made
	}
}
