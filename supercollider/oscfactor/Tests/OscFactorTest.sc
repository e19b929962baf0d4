// What the tests of these classes share: a real daemon, whose port OSCFACTOR_PORT names, and a real scsynth.
// In the language: OscFactorTest.allSubclasses.do { |class| class.run(false, true) }

OscFactorTest : UnitTest {
	var daemon, server, sound;

	setUp {
		daemon = OscFactor("127.0.0.1", ("OSCFACTOR_PORT".getenv ? OscFactor.defaultPort).asInteger);
		OscFactor.default = daemon;
		sound = Signal.sineFill(8192, [1, 0.5, 0.25]).as(Array) * 0.25;
	}

	tearDown {
		daemon.close
	}

	// An error fails the test, and not all that come after it.
	runTestMethod { |method, report = true|
		{ super.runTestMethod(method, report) }.try { |error|
			error.reportError;
			this.failed(method, error.errorString)
		}
	}

	// A buffer that was made in the daemon and written into.
	prMade { |name = "sine", samples|
		var buffer = OscFactorBuffer(name);
		samples = samples ? sound;
		buffer.request('/buffer/free', [name]).isQuiet_(true).wait;
		buffer.alloc(samples.size, sampleRate: 44100).wait;
		samples.clump(500).do { |part, i| buffer.setn(0, i * 500, part).wait };
		^buffer
	}

	prBoot {
		server = Server.default;
		this.bootServer(server)
	}

	// A file with such samples.
	prFile { |name, samples|
		var path = Platform.defaultTempDir +/+ "oscfactor-test-%-%.wav".format(thisProcess.pid, name);
		OscFactorExchange.writeFile(path, [samples ? sound], 44100);
		^path
	}

	// What is left of temporary files, of ours and of the language.
	prLeft {
		^PathName(Platform.defaultTempDir).entries.collect(_.fullPath)
		.select { |path| path.contains("oscfactor-%".format(thisProcess.pid)) }
	}

	prStatus { |name|
		var pairs = daemon.status.wait;
		^pairs[pairs.indexOf(name.asSymbol) + 1]
	}

	// Do something when a Routine is in the middle of waiting.
	prSoon { |function|
		SystemClock.sched(0.02, { function.value; nil })
	}
}
