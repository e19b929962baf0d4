// The Event type \oscfactor: the layers of a sound as notes on a server, and requests to the daemon on the beat.

OscFactorEvent {
	*initClass {
		Class.initClassTree(Event);
		StartUp.add {
			Event.addEventType(\oscfactor, { |server| OscFactorEvent.play(server) }, (k: 0, amp: 1))
		}
	}

	// Called in an Event. Its `sound` is a name or an OscFactorBuffer, its `k` a component, or an Array of them.
	*play { |server|
		var sound = ~sound !? { |sound| OscFactorBuffer(sound) };
		case
		{ sound.isNil } { this.prSay("an Event of type oscfactor needs the name of a sound, for example sound: \\drums") }
		{ ~request.notNil } { this.prAsk(sound, server) }
		{ this.prPlay(sound, server) }
	}

	// Send the SynthDef that plays layers of so many channels.
	*prepare { |numChannels|
		SynthDef(this.instrument(numChannels), { |out = 0, bufnum = 0, rate = 1, start = 0, amp = 1, pan = 0, attack = 0.001, release = 0.02, gate = 1|
			var heard = PlayBuf.ar(numChannels, bufnum, rate * BufRateScale.ir(bufnum), 1, start * BufSampleRate.ir(bufnum), doneAction: 2);
			heard = heard * amp * EnvGen.kr(Env.asr(attack, 1, release), gate, doneAction: 2);
			Out.ar(out, switch(numChannels, 1, { Pan2.ar(heard, pan) }, 2, { Balance2.ar(heard[0], heard[1], pan) }, { heard }))
		}).add
	}

	*instrument { |numChannels|
		^"oscfactor_%".format(numChannels).asSymbol
	}

	*prPlay { |sound, server|
		var layers = sound.layers, buffers;
		if(layers.isNil) {
			^this.prSay("the layers of % are not on the server; first: OscFactorBuffer(%).asBuffers".format(sound.name, sound.name.asCompileString))
		};
		buffers = ~k.asArray.collect { |k| layers[k] };
		if(buffers.includes(nil)) {
			^this.prSay("% has % layers, counted from 0; there is no %".format(sound.name, layers.size, ~k))
		};
		~bufnum = buffers.collect(_.bufnum).unbubble;
		~instrument = this.instrument(buffers[0].numChannels);
		~eventTypes[\note].value(server)
	}

	// `request` is a method of what the sound has, `args` its arguments: it takes effect when a note would sound.
	*prAsk { |sound, server|
		var method = ~request.asSymbol, args = ~args.asArray, k = ~k, latency;
		var receivers = [sound.component(k), sound, sound.player, sound.matrix, sound.activations];
		var receiver = receivers.detect { |thing| thing.class.findRespondingMethodFor(method).notNil };
		if(receiver.isNil) { ^this.prSay("there is no request %".format(method)) };
		latency = (~latency ? server.latency ? 0) + (~lag ? 0);
		~reply = sound.oscfactor.makeBundle(latency) { receiver.performList(method, args) }
	}

	*prSay { |sentence|
		"OscFactor: %".format(sentence).warn
	}
}
