// The life of a daemon that is started, killed and quit, and Cmd-.

TestOscFactorLife : OscFactorTest {
	var child, program;

	setUp {
		super.setUp;
		program = OscFactor.program;
		OscFactor.program = "QUARK_TEST_PROGRAM".getenv ? program
	}

	tearDown {
		child !? {
			child.pid !? { child.quit.wait };
			this.wait({ child.pid.isNil }, "the daemon has not ended", 60);
			child.close
		};
		OscFactor.program = program;
		super.tearDown
	}

	prPort {
		^("QUARK_TEST_PORT".getenv ? 57131).asInteger
	}

	test_boot_starts_a_daemon_as_a_child_and_quit_ends_it {
		var ready = Condition.new, given;
		child = OscFactor.boot(this.prPort, { |oscfactor|
			given = oscfactor;
			ready.unhang
		});
		ready.hang;
		this.assert(given === child, "onReady is given the connection");
		this.assert(child.pid.notNil, "the daemon is a child");
		this.assertEquals(child.version.wait.last, \oscfactor);
		child.quit.wait;
		this.wait({ child.pid.isNil }, "the daemon has not ended", 60);
		this.assertEquals(child.booted, false)
	}

	test_what_is_asked_for_before_the_daemon_is_up_waits_for_it {
		var again, order = List[];
		child = OscFactor.boot(this.prPort, { order.add(\ready) });
		again = OscFactor.boot(this.prPort, { order.add(\again) });
		this.assert(again === child, "a boot line evaluated twice is one daemon");
		OscFactorBuffer("early", child).alloc(100, action: { order.add(\alloc) });
		this.assertEquals(OscFactorBuffer("early", child).info.wait[2], 100);
		this.assert(order.includesAll([\ready, \again, \alloc]), order.asString)
	}

	test_a_daemon_that_is_killed_and_booted_again_at_once {
		var reply, first;
		child = OscFactor.boot(this.prPort);
		OscFactorBuffer("early", child).alloc(441000).wait;
		first = child.pid;
		reply = OscFactorBuffer("early", child).factorize(30, iterations: 5000);
		// At once, in the middle of the job.
		child.version.wait;
		"kill -9 %".format(first).systemCmd;
		child = OscFactor.boot(this.prPort);
		this.assertEquals(child.version.wait.last, \oscfactor);
		this.wait({ reply.isDone }, "what the dead daemon knew waits for ever", 60);
		this.assert(reply.failed, "it fails: %".format(reply.error));
		this.assert(child.pid != first, "another process");
		OscFactorBuffer("early", child).info.onFail { |sentence|
			this.assert(sentence.contains("no buffer named"), sentence)
		}.wait
	}

	test_a_program_that_is_not_there_is_said_with_the_next_step {
		var said, reply;
		OscFactor.program = "/no/such/oscfactor";
		child = OscFactor.boot(this.prPort, onFail: { |sentence| said = sentence });
		reply = child.version;
		reply.wait;
		this.assert(said.contains("OscFactor.program ="), "boot says it: %".format(said));
		this.assert(reply.error.contains("OscFactor.program ="), "the request too: %".format(reply.error))
	}

	test_a_port_that_is_taken_is_said_with_the_next_step {
		var said;
		// Somebody listens there who is no daemon.
		thisProcess.openUDPPort(this.prPort + 1);
		child = OscFactor.boot(this.prPort + 1, onFail: { |sentence| said = sentence });
		this.wait({ said.notNil }, "nothing is said", 60);
		this.assert(said.contains("OscFactor.boot(%)".format(this.prPort + 2)), said)
	}

	test_cmd_period_stops_players_and_streams {
		var buffer = this.prMade("plays");
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		buffer.play(loop: 1).wait;
		buffer.activations.activations(20).wait;
		this.assertEquals([this.prStatus(\playing), this.prStatus(\streams)], [1, 1]);
		OscFactor.stopsOnCmdPeriod = false;
		CmdPeriod.run;
		this.assertEquals([this.prStatus(\playing), this.prStatus(\streams)], [1, 1], "by option it goes on");
		OscFactor.stopsOnCmdPeriod = true;
		CmdPeriod.run;
		this.assertEquals([this.prStatus(\playing), this.prStatus(\streams)], [0, 0], "all is still")
	}

	test_cmd_period_breaks_no_request_in_progress {
		var buffer = this.prMade("goes on", sound ++ sound), replies, whole, there, bus;
		this.prBoot;
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		child = OscFactor.boot(this.prPort);
		replies = [
			buffer.asBuffers(server), buffer.activationsAsBuffer(server), buffer.samples(0), buffer.activations.asBus(server),
			buffer.component(0).asEnv, buffer.matrix.gains, OscFactorBuffer("from").fromBuffer(there), child.version
		];
		CmdPeriod.run;
		replies.do { |reply, i|
			this.wait({ reply.isDone }, "request % waits for ever".format(i), 60);
			this.assertEquals(reply.error, nil, "request %".format(i))
		};
		buffer.activations.stop.wait;
		buffer.activations.release
	}
}
