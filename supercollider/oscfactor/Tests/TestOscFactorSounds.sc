// Sounds by their names: their order, their numbers, their curves.

TestOscFactorSounds : OscFactorTest {

	test_what_is_asked_for_after_a_read_is_about_what_was_read {
		var path = this.prFile("half", sound.keep(4000)), buffer, info;
		this.prMade("taken");
		buffer = OscFactorBuffer.read("taken", path);
		this.assertEquals(buffer.info.wait[2], 4000, "the new sound");
		buffer = OscFactorBuffer.read("taken", this.prFile("whole"));
		this.assertEquals(buffer.numFrames, 8192, "also its number");
		this.assertEquals(buffer.read(path).wait[2], 4000, "read again by the instance");
		File.delete(path)
	}

	test_what_depends_on_a_read_that_fails_fails_with_it {
		var buffer, said, reply;
		this.prMade("taken");
		buffer = OscFactorBuffer.read("taken", "/no/such/file.wav", onFail: { |sentence| said = sentence });
		reply = buffer.factorize(2);
		buffer.wait;
		reply.wait;
		this.assert(buffer.failed and: { said == buffer.error }, "read says so: %".format(said));
		this.assertEquals(reply.error, buffer.error, "and what waited for it");
		this.assertEquals(OscFactorBuffer("taken").info.wait[2], sound.size, "the old sound is there")
	}

	test_paths_are_understood_as_path_names {
		var buffer = OscFactorBuffer.read("path", PathName(this.prFile("path")));
		buffer.wait;
		this.assertEquals(buffer.error, nil);
		this.assertEquals(buffer.numFrames, sound.size)
	}

	test_numbers_of_a_sound {
		var buffer = this.prMade("numbers"), outside;
		this.assertEquals(
			[buffer.numChannels, buffer.numFrames, buffer.sampleRate, buffer.numComponents],
			[1, 8192, 44100, 0]
		);
		this.assertFloatEquals(buffer.duration, 8192 / 44100);
		buffer.factorize(3, fft: 512, iterations: 5).wait;
		this.assertEquals(OscFactorBuffer("numbers").numComponents, 3);
		OscFactorBuffer.read("numbers", this.prFile("numbers", sound.keep(1000)));
		this.assertEquals(buffer.numFrames, 1000, "of the sound that was read since");
		buffer.free.wait;
		SystemClock.sched(0, { outside = [buffer.numFrames]; nil });
		this.wait({ outside.notNil }, "nothing came", 20);
		this.assertEquals(outside, [nil], "nil where it cannot be asked for")
	}

	test_envelopes_keep_every_hit_and_the_time {
		var clicks = 0 ! 44100, buffer, found, env;
		(0, 4410 .. 44099).do { |i| clicks[i + 17] = 1 };
		buffer = this.prMade("clicks", clicks);
		buffer.factorize(1, fft: 256, hop: 64, iterations: 30).wait;
		found = buffer.component(0).activations.wait;
		env = buffer.component(0).asEnv(numPoints: 50).wait;
		this.assertFloatEquals(env.totalDuration, 1, "as long as the sound");
		this.assertFloatEquals(buffer.component(0).asEnv(2).wait.totalDuration, 2);
		this.assertFloatEquals(env.levels.maxItem, 1);
		10.do { |i|
			var peak = found.copyRange(i * 4410 div: 64, i * 4410 div: 64 + 8).maxItem / found.maxItem;
			var near = env.levels.copyRange((i * 5 - 1).max(0), i * 5 + 2).maxItem;
			this.assert(near >= (peak * 0.999), "hit %: % of %".format(i, near, peak), false)
		};
		found = buffer.component(0).asPattern(50, 1).wait.asStream.all;
		this.assertEquals(found.size, 50);
		this.assert((found - env.levels).every { |difference| difference == 0 }, "the pattern has the same values")
	}

	test_a_silent_layer_is_a_flat_curve {
		this.assertEquals(OscFactorThing.envelope(FloatArray[0, 0, 0], 5), [0, 0, 0, 0, 0]);
		this.assertEquals(OscFactorThing.envelope(FloatArray[1, 2], 4), [0.5, 0.5, 1, 1])
	}

	test_setters_and_put_give_replies {
		var buffer = this.prMade("set");
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		this.assertEquals(buffer.matrix.put(0, 1, 0.5).wait.keep(4), [\set, 0, 1, 0.5]);
		this.assertEquals(buffer.component(1).gain_(0.5).wait, [\set, 1, 0.5]);
		this.assertEquals(buffer.component(1).mute_(true).wait, [\set, 1, 1]);
		this.assertEquals(buffer.gain_(-1, 0.25).wait, [\set, -1, 0.25])
	}
}
