// A daemon and a sound in it.

TestOscFactor : OscFactorTest {

	test_the_daemon_answers {
		this.assert(daemon.probe(2), "probe hears the daemon");
		this.assertEquals(daemon.version.wait.last, \oscfactor);
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
		replies = 8.collect { |i| buffer.getn(0, i * 100, 100) };
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
}
