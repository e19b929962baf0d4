// A sound in the daemon, by its name.

OscFactorBuffer : OscFactorThing {

	// Read a sound file into a new buffer of that name.
	*read { |name, path, start = 0, duration = 0, action, oscfactor|
		var buffer = this.new(name, oscfactor);
		buffer.load(path.standardizePath.absolutePath, start, duration, { action.value(buffer) });
		^buffer
	}

	// Bring the sound of a server's Buffer over, by a file: exact, whatever its length.
	*fromBuffer { |name, serverBuffer, action, oscfactor|
		var buffer = this.new(name, oscfactor);
		fork { buffer.fromBuffer(serverBuffer).wait; action.value(buffer) };
		^buffer
	}

	fromBuffer { |serverBuffer, action|
		var path = OscFactorBuffer.prTemporary(".wav");
		var whole = OscFactorReply('/buffer/load', this.subject, [], action);
		if(OscFactorBuffer.prRuns(serverBuffer.server, whole).not) { ^whole };
		fork {
			var loaded;
			serverBuffer.write(path, "wav", "float");
			serverBuffer.server.sync;
			loaded = this.load(path);
			loaded.wait;
			File.delete(path);
			if(loaded.failed) { whole.fail(loaded.error, false) } { whole.finishWith(loaded.result) }
		};
		^whole
	}

	// Read every component into a Buffer of the server. Gives an OscFactorReply with an Array of Buffers.
	asBuffers { |server, action|
		var folder = OscFactorBuffer.prTemporary("");
		var whole = OscFactorReply('/component/export', this.subject, [], action);
		server = server ? Server.default;
		if(OscFactorBuffer.prRuns(server, whole).not) { ^whole };
		fork {
			var exported = this.component(-1).export(folder), buffers;
			exported.wait;
			if(exported.failed) {
				whole.fail(exported.error, false)
			} {
				buffers = exported.messages.collect { |message| Buffer.read(server, message[3].asString) };
				server.sync;
				File.deleteAll(folder);
				whole.finishWith(buffers.asArray)
			}
		};
		^whole
	}

	// The samples of one channel, as a FloatArray.
	samples { |channel = 0, action|
		^this.pull('/buffer/read', this.subject ++ [channel], '/oscfactor/samples', action: action)
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
		this.component(k).gain(linear)
	}

	play { |start, end, loop, rate, outputs|
		^this.player.play(start, end, loop, rate, outputs)
	}

	stop {
		^this.player.stop
	}

	// Whether the server runs; if not, the reply has failed.
	*prRuns { |server, reply|
		if(server.serverRunning.not) { reply.fail("the server % is not running; boot it first".format(server)) };
		^server.serverRunning
	}

	*prTemporary { |ending|
		^Platform.defaultTempDir +/+ "oscfactor-%-%%".format(thisProcess.pid, UniqueID.next, ending)
	}
}
