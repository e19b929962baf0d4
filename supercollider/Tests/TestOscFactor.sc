// Runs against a real daemon and a real scsynth: OSCFACTOR_PORT names the daemon's port.
// In the language: TestOscFactor.run

TestOscFactor : UnitTest {
	var daemon, server, sound;

	setUp {
		daemon = OscFactor("127.0.0.1", ("OSCFACTOR_PORT".getenv ? OscFactor.defaultPort).asInteger);
		OscFactor.default = daemon;
		sound = Signal.sineFill(8192, [1, 0.5, 0.25]).as(Array) * 0.25;
	}

	tearDown {
		daemon.close
	}

	// A buffer that was made in the daemon and written into.
	prMade { |name = "sine"|
		var buffer = OscFactorBuffer(name);
		buffer.free.wait;
		buffer.alloc(sound.size, sample_rate: 44100).wait;
		sound.clump(500).do { |part, i| buffer.write(0, i * 500, part).wait };
		^buffer
	}

	test_the_daemon_answers {
		this.assert(daemon.probe(2), "probe hears the daemon");
		this.assertEquals(daemon.version.wait.last, \oscfactor);
	}

	test_a_probe_takes_no_answer_from_a_request {
		var over = false, found;
		fork { while { over.not } { daemon.probe(2) } };
		found = 200.collect { daemon.version.wait };
		over = true;
		this.assert(found.every { |version| version.size == 4 }, "each has its answer: %".format(found.asSet));
	}

	test_samples_come_back_as_they_went {
		var buffer = this.prMade, back = buffer.samples(0).wait;
		this.assertEquals(back.size, sound.size);
		this.assert((back - sound.as(FloatArray)).every { |difference| difference == 0 }, "bit for bit");
	}

	test_the_components_add_up_to_the_sound {
		var buffer = this.prMade, fractions = List[], sum;
		this.assertEquals(buffer.factorize(3, fft: 512, progress: { |f| fractions.add(f) }).wait[1], 3);
		this.assertEquals(fractions.last, 1.0, "the last progress is 1");
		sum = 3.collect { |k| buffer.component(k).samples(0).wait.as(Array) }.sum;
		this.assert((sum - sound).abs.maxItem < 1e-5, "within -100 dB");
	}

	test_activations_as_numbers_env_and_pattern {
		var buffer = this.prMade, component;
		buffer.factorize(2, fft: 512).wait;
		component = buffer.component(0);
		this.assertEquals(component.activations.wait.size, 8192 div: 128 + 1);
		this.assertEquals(component.spectrum.wait.size, 257);
		this.assertFloatEquals(component.asEnv(2).wait.totalDuration, 2);
		this.assertEquals(component.asPattern(16, 1).wait.asStream.all.size, 16);
	}

	test_what_the_daemon_refuses_is_an_error_with_its_sentence {
		var reply = OscFactorBuffer("nothing").info;
		this.assertEquals(reply.wait, nil);
		this.assert(reply.failed, "failed");
		this.assert(reply.error.contains("no buffer named 'nothing'"), reply.error);
	}

	test_answers_go_to_the_requests_that_asked {
		var buffer = this.prMade, replies;
		replies = 8.collect { |i| buffer.read(0, i * 100, 100) };
		replies.do { |reply, i|
			this.assertEquals(reply.wait[2], i * 100);
		};
	}

	test_requests_by_the_hundred_are_all_answered {
		var buffer = this.prMade;
		var replies = 400.collect { buffer.info };
		replies.do(_.wait);
		this.assertEquals(replies.count(_.failed), 0);
		this.assertEquals(daemon.pending.size, 0);
	}

	test_a_server_that_does_not_run_is_named {
		var reply = this.prMade.asBuffers(Server(\nowhere, NetAddr("127.0.0.1", 9)));
		reply.wait;
		this.assert(reply.error.beginsWith("the server nowhere is not running"), reply.error);
	}

	test_a_missing_argument_is_named {
		var reply = this.prMade.component(0).activation;
		reply.wait;
		this.assert(reply.error.beginsWith("offset is missing"), reply.error);
	}

	test_the_matrix_as_rows {
		var buffer = this.prMade, matrix = buffer.matrix;
		buffer.factorize(3, fft: 512).wait;
		this.assertEquals(matrix.gains.wait, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
		matrix.set(0, 2, 0.5).wait;
		this.assertEquals(matrix.gains.wait[0], [1.0, 0.0, 0.5]);
	}

	test_nobody_there_is_said_once_and_nothing_hangs {
		var nobody = OscFactor("127.0.0.1", 9), reply;
		reply = nobody.status;
		this.assertEquals(reply.wait, nil);
		this.assert(reply.failed, "failed");
		nobody.close;
	}

	test_boot_starts_a_daemon_as_a_child_and_quit_ends_it {
		var child, program = OscFactor.program, ready = Condition.new, given;
		OscFactor.program = "QUARK_TEST_PROGRAM".getenv ? program;
		child = OscFactor.boot(("QUARK_TEST_PORT".getenv ? 57131).asInteger, { |oscfactor|
			given = oscfactor;
			ready.unhang
		});
		ready.hang;
		this.assert(given === child, "onReady is given the connection");
		this.assert(child.pid.notNil, "the daemon is a child");
		this.assertEquals(child.version.wait.last, \oscfactor);
		child.quit.wait;
		this.wait({ child.pid.isNil }, "the daemon has not ended", 60);
		this.assertEquals(child.booted, false);
		child.close;
		OscFactor.program = program
	}

	test_buffers_of_the_server_go_and_come_sample_for_sample {
		var there, back, layers, sum = 0;
		server = Server.default;
		this.bootServer(server);
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		back = OscFactorBuffer("server");
		back.fromBuffer(there).wait;
		this.assert((back.samples(0).wait - sound.as(FloatArray)).abs.maxItem == 0, "bit for bit");
		back.factorize(2, fft: 512).wait;
		layers = back.asBuffers(server).wait;
		this.assertEquals(layers.collect(_.numFrames), [sound.size, sound.size]);
		layers.do { |layer| layer.loadToFloatArray(action: { |samples| sum = sum + samples.as(Array) }) };
		this.assert((sum - sound).abs.maxItem < 1e-5, "the layers add up");
	}

	test_a_bus_follows_the_activations {
		var buffer = this.prMade, bus, values = [0];
		server = Server.default;
		this.bootServer(server);
		buffer.factorize(2, fft: 512).wait;
		bus = buffer.activations.asBus(server, 100).wait;
		this.assertEquals(bus.numChannels, 2);
		this.wait({ bus.getn(2, { |found| values = found }); values.maxItem > 0 }, "nothing moves", 60);
		buffer.activations.stop.wait;
	}
}
