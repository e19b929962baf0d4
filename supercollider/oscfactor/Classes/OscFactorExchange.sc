// How sounds go between the daemon and a server: by files where both see them, else number by number.

OscFactorExchange {

	// Read sound files into Buffers. Gives an OscFactorReply with an Array of Buffers.
	*read { |server, paths|
		var buffers;
		^this.prRunning(server) ?? {
			buffers = paths.collect { |path| Buffer.read(server, path) };
			this.synced(server).then {
				var missing = buffers.detectIndex { |buffer| (buffer.numFrames ? 0) == 0 };
				if(missing.notNil) {
					buffers.do(_.free);
					Error("the server % could not read %".format(server, paths[missing])).throw
				};
				buffers
			}
		}
	}

	// Write a Buffer to a sound file that is deleted when a function's reply has ended.
	*write { |buffer, function|
		var path = this.temporary(".wav"), server = buffer.server;
		if(buffer.bufnum.isNil) { ^this.prFailed("this Buffer has been freed; it holds no sound") };
		^this.prRunning(server) ?? {
			buffer.write(path, "wav", "float");
			this.prFinally(this.synced(server).then { function.value(this.prChecked(buffer, path)) }) {
				if(File.exists(path)) { File.delete(path) }
			}
		}
	}

	// Send numbers, one Array a channel, into a new Buffer. Gives an OscFactorReply with the Buffer.
	*send { |server, channels, sampleRate|
		var path, whole;
		if(server.isLocal) {
			path = this.temporary(".wav");
			this.writeFile(path, channels, sampleRate);
			^this.prFinally(this.read(server, [path]).then(_.first)) { File.delete(path) }
		};
		whole = OscFactorReply('/component/audio');
		Buffer.sendCollection(server, this.laced(channels), channels.size, action: { |buffer| whole.finishWith(buffer) });
		^whole
	}

	*writeFile { |path, channels, sampleRate|
		var file = SoundFile.new.headerFormat_("WAV").sampleFormat_("float");
		file.numChannels_(channels.size).sampleRate_(sampleRate.round.asInteger.max(1));
		if(file.openWrite(path).not) { Error("% cannot be written".format(path)).throw };
		file.writeData(this.laced(channels));
		file.close
	}

	// The samples of all channels, frame by frame.
	*laced { |channels|
		var n = channels.size, data = FloatArray.newClear(channels[0].size * n);
		channels.do { |samples, c| samples.do { |sample, i| data[i * n + c] = sample } };
		^data
	}

	// Ends when the server has done all that it was asked for; fails if it ends first, or says nothing.
	*synced { |server|
		var reply = OscFactorReply(''), id = UniqueID.next, watch;
		var responder = OSCFunc({ |message| if(message[1] == id) { reply.finishWith(server) } }, '/synced', server.addr);
		responder.permanent_(true);
		watch = OscFactorTimer.every(0.1) {
			if(server.serverRunning) { 0.1 } { reply.fail("the server % has ended".format(server)); nil }
		};
		server.sendMsg('/sync', id);
		^this.prFinally(reply) { responder.free; watch.cancel }
	}

	*temporary { |ending|
		^Platform.defaultTempDir +/+ "oscfactor-%-%%".format(thisProcess.pid, UniqueID.next, ending)
	}

	*prChecked { |buffer, path|
		// Of a Buffer that was never made, a server writes a file that is none.
		var file = if(File.exists(path) and: { File.fileSize(path) > 80 }) { SoundFile.openRead(path) };
		var numFrames = file !? (_.numFrames) ? 0;
		file !? (_.close);
		if(numFrames == 0) { Error("Buffer % of % holds no sound".format(buffer.bufnum, buffer.server)).throw };
		^path
	}

	*prFinally { |reply, function|
		reply.onDone(function);
		reply.onFail(function);
		^reply
	}

	// Nil if the server runs, else a reply that has failed.
	*prRunning { |server|
		^if(server.serverRunning.not) { this.prFailed("the server % is not running; boot it first".format(server)) }
	}

	*prFailed { |sentence|
		^OscFactorReply.failed('', [], sentence, aloud: true)
	}
}
