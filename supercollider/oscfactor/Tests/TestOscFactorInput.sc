// The daemon's live input, heard from a server.

TestOscFactorInput : OscFactorTest {

	test_a_bus_is_heard_without_a_gap_and_caught {
		var input = OscFactorInput(daemon), bus, steps, take, recorded;
		this.prBoot;
		bus = Bus.audio(server, 1);
		// A line that rises by 1 in each sample.
		{ Out.ar(bus, Phasor.ar(0, 1, 0, 2 ** 20)) }.play(server);
		this.assertEquals(input.listen(bus, server).wait[0], \wire);
		input.record("recorded").wait;
		1.wait;
		take = input.capture("take", 0.5);
		take.wait;
		recorded = input.stop("recorded").wait;
		this.assert(recorded[2] > (take.numFrames), "it is recorded since before the capture");
		this.assertEquals(take.numFrames, (server.sampleRate / 2).asInteger);
		steps = take.samples(0).wait.as(Array).differentiate.drop(1);
		this.assertEquals(steps.asSet.asArray, [1.0], "no sample is missing");
		input.close.wait;
		this.wait({ input.synth.isNil }, "nothing is sent any more", 10);
		server.quit
	}

	test_a_server_that_does_not_run_is_said {
		var reply = OscFactorInput(daemon).listen(0, Server(\nobody));
		this.assert(reply.error.contains("boot it first"))
	}
}
