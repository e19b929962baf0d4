// The daemon's live input: a device of its computer, or a bus of a server, caught into buffers.

OscFactorInput {
	// Samples in one message, a power of 2 and no less than a server's block; the language dies of some hundred values.
	classvar <>blockSize = 128;

	var <oscfactor, <synth, responder;

	*new { |oscfactor|
		^super.newCopyArgs(oscfactor ?? { OscFactor.default })
	}

	// Hear a device from now on; the default one if none is named.
	open { |device, numChannels = 0, sampleRate = 0, action|
		this.prFree;
		^oscfactor.inputOpen(device, numChannels, sampleRate, action)
	}

	// Hear a bus of a server from now on, by messages: for a server that shares no sound system with the daemon.
	listen { |bus = 0, server, action|
		server = server ? Server.default;
		if(server.serverRunning.not) {
			^OscFactorReply.failed('', [], "the server % is not running; boot it first".format(server), aloud: true)
		};
		this.prFree;
		^oscfactor.inputOpen("wire", 1, server.sampleRate.asInteger).then({ |opened|
			this.prListen(bus.asUGenInput, server);
			opened
		}, action)
	}

	// Let a buffer be the last seconds before now, or before some seconds ago. Gives an OscFactorBuffer.
	capture { |name, seconds, ago = 0, action, onFail|
		^OscFactorBuffer.capture(name, seconds, ago, action, oscfactor, onFail)
	}

	// Record from now on, for so many seconds or until `stop`.
	record { |name, seconds = 0, action|
		^oscfactor.liveRecord(name, seconds, action)
	}

	// End a recording.
	stop { |name, action|
		^oscfactor.liveStop(name, action)
	}

	// Hear nothing any more.
	close { |action|
		this.prFree;
		^oscfactor.inputClose(action)
	}

	prListen { |bus, server|
		var n = blockSize;
		synth = SynthDef(\oscfactor_listen, { |bus|
			var ring = LocalBuf(4 * n).clear;
			var trigger = Impulse.kr(SampleRate.ir / n), count = PulseCount.kr(trigger);
			// With the trigger, the block before the one that begins is whole.
			var place = (count - 2 % 4) * n;
			BufWr.ar(InFeedback.ar(bus), ring, Phasor.ar(0, 1, 0, 4 * n));
			SendReply.kr(
				trigger * (count > 1), '/oscfactor_listen',
				n.collect { |i| BufRd.kr(1, ring, place + i, 1, 1) }, count % 65536
			)
		}).play(server, [\bus, bus], \addToTail);
		responder = OSCFunc({ |message|
			oscfactor.addr.sendMsg('/input/write', 0, message[2], *message.drop(3))
		}, '/oscfactor_listen', server.addr, argTemplate: [synth.nodeID]).permanent_(true);
		synth.onFree { this.prFree }
	}

	prFree {
		var playing = synth;
		responder !? { responder.free };
		responder = synth = nil;
		playing !? { if(playing.isPlaying) { playing.free } }
	}
}
