// How requests and answers find each other.

TestOscFactorRequests : OscFactorTest {

	test_faders_at_400_hz_leave_the_callers_clock_alone {
		var buffer = this.prMade, ended = false, clock = TempoClock(400);
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		{
			1200.do { |i| buffer.component(0).gain_(i.fold(0, 100) / 100); 1.wait };
			ended = true
		}.fork(clock);
		this.wait({ ended }, "the Routine has not come to its end", 60);
		this.wait({ daemon.pending.isEmpty }, "answers are missing", 60);
		buffer.request('/buffer/free', ["long"]).isQuiet_(true).wait;
		buffer = OscFactorBuffer("long");
		buffer.alloc(48000 * 8).wait;
		this.assertEquals(buffer.samples(0).wait.size, 48000 * 8, "all samples come");
		buffer.free.wait;
		clock.stop
	}

	test_a_probe_takes_no_answer_from_a_request {
		var over = false, found;
		fork { while { over.not } { daemon.probe(2) } };
		found = 200.collect { daemon.version.wait };
		over = true;
		this.assert(found.every { |version| version.size == 4 }, "each has its answer: %".format(found.asSet));
	}

	test_to_each_daemon_there_is_one_connection {
		this.assert(OscFactor("127.0.0.1", daemon.addr.port) === daemon, "the same again");
		this.assert(OscFactor("localhost", daemon.addr.port) === daemon, "by its other name");
		daemon.close;
		this.assert(OscFactor("127.0.0.1", daemon.addr.port) !== daemon, "a new one after close");
		daemon = OscFactor("127.0.0.1", daemon.addr.port)
	}

	test_an_answer_to_another_sound_ends_no_request {
		var long = this.prMade("long"), short = this.prMade("short"), reply;
		reply = long.factorize(6, fft: 512, iterations: 300, cache: 0);
		// As another program in the language would ask.
		daemon.addr.sendMsg('/buffer/factorize', "short", 2, \fft, 512, \iterations, 5);
		daemon.addr.sendMsg('/buffer/factorize', "nothing", 2);
		reply.wait;
		this.assertEquals(reply.error, nil);
		this.assertEquals(reply.result.keep(2), [\long, 6]);
		daemon.sync(1).wait
	}

	test_a_job_that_keeps_another_from_its_buffer_is_not_ended_by_its_refusal {
		var buffer = this.prMade, first, second;
		first = buffer.factorize(6, fft: 512, iterations: 300, cache: 0);
		second = buffer.setn(0, 0, [0.5]);
		second.wait;
		first.wait;
		this.assertEquals(first.error, nil)
	}

	test_a_lost_answer_is_said {
		// A daemon in the language itself, that does not answer one request.
		var lossy = OscFactor("127.0.0.1", NetAddr.langPort), patience = OscFactor.patience, reply, said, asked = 0;
		var answers = [
			OSCFunc({ |m, t, from| from.sendMsg('/oscfactor/done', '/challenge', m[1]) }, '/challenge'),
			OSCFunc({ |m, t, from| from.sendMsg('/oscfactor/synced', m[1]) }, '/sync'),
			OSCFunc({ |m, t, from| from.sendMsg('/oscfactor/version', 0, 1, 0, \oscfactor);
				from.sendMsg('/oscfactor/done', '/version') }, '/version')
		];
		OscFactor.patience = 0.2;
		reply = lossy.request('/component/gain', ["drums", 0, 1]);
		reply.onFail { |sentence| said = sentence };
		reply.wait;
		this.assert(reply.failed and: { said.contains("its answer was lost") }, "it fails: %".format(said));
		answers = answers.add(OSCFunc({ |m, t, from|
			asked = asked + 1;
			if(asked == 2) {
				from.sendMsg('/oscfactor/buffer', "drums", 1, 2, 3, 4, "");
				from.sendMsg('/oscfactor/done', '/buffer/info', "drums")
			}
		}, '/buffer/info'));
		this.assertEquals(lossy.request('/buffer/info', ["drums"]).wait, [\drums, 1, 2, 3, 4, '']);
		this.assertEquals(asked, 2, "what only reads is asked for again");
		this.assertEquals(lossy.pending.size, 0);
		answers.do(_.free);
		lossy.close;
		OscFactor.patience = patience
	}

	test_nobody_there_is_said_once_and_nothing_hangs {
		var nobody = OscFactor("127.0.0.1", 9), reply;
		reply = nobody.status;
		this.assertEquals(reply.wait, nil);
		this.assert(reply.failed, "failed");
		nobody.close;
	}

	test_results_have_one_shape_each {
		var buffer, other, found;
		daemon.request('/buffer/list').wait.do { |row| OscFactorBuffer(row[0]).free.wait };
		this.assertEquals(OscFactorBuffer("any").list.wait, [], "of none");
		buffer = this.prMade("one");
		found = buffer.list.wait;
		this.assertEquals(found.collect(_.first), [\one], "a row of one");
		other = this.prMade("two");
		this.assertEquals(buffer.list.wait.collect(_.first).sort, [\one, \two], "rows of two");
		this.assertEquals(buffer.factorize(1, fft: 512, iterations: 5).wait.keep(2), [\one, 1], "what done says");
		this.assertEquals(buffer.component(-1).info.wait.shape[0], 1, "all components of one");
		this.assertEquals(buffer.component(0).info.wait.keep(2), [\one, 0], "one component");
		this.assertEquals(daemon.help("/buffer/load").wait.collect(_.first), ['/buffer/load'], "one command")
	}

	test_failures_have_actions {
		var said, code, ended = Condition(false);
		OscFactorBuffer("nothing").info.onFail { |sentence, word|
			#said, code = [sentence, word];
			ended.test = true;
			ended.signal
		};
		ended.wait;
		this.assert(said.contains("no buffer named 'nothing'"), said);
		this.assertEquals(code, 'not-found')
	}

	test_replies_can_be_chained_and_joined {
		var buffer = this.prMade, found;
		this.assertEquals(buffer.info.then { |info| info[2] * 2 }.wait, sound.size * 2);
		this.assertEquals(buffer.info.then { |info| buffer.getn(0, 0, 3) }.wait.size, 7, "a reply in a reply");
		found = OscFactorReply.all([buffer.info, OscFactorBuffer("nothing").info]);
		found.wait;
		this.assert(found.error.contains("no buffer named 'nothing'"), found.error);
		this.assertEquals(OscFactorReply.all([]).wait, [])
	}

	test_a_bundle_takes_effect_together_and_on_time {
		var buffer = this.prMade, started, times = List[], whole;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		started = Main.elapsedTime;
		whole = daemon.makeBundle(0.5) {
			2.do { |k| buffer.component(k).gain(0.25).onDone { times.add(Main.elapsedTime - started) } }
		};
		daemon.version.wait;
		this.assert(times.isEmpty, "what is asked for later overtakes it");
		whole.wait;
		this.assertEquals(whole.result, [[\sine, 0, 0.25], [\sine, 1, 0.25]]);
		this.assert(times.minItem >= 0.49, "not early: %".format(times));
		this.assert(times.maxItem - times.minItem < 0.1, "together: %".format(times))
	}
}
