// Which activation drives which basis.

OscFactorMatrix : OscFactorThing {

	// All gains, a row each activation. Gives an OscFactorReply with an Array of Arrays.
	gains { |action|
		var whole = OscFactorReply('/matrix/get', this.subject, [], action);
		fork {
			var got = this.get, rows;
			got.wait;
			if(got.failed) {
				whole.fail(got.error, false)
			} {
				rows = got.values[1].collect { [] };
				got.messages.select { |message| message[0] == '/oscfactor/matrix' }.do { |message| rows[message[2]] = rows[message[2]] ++ message.copyToEnd(4) };
				whole.finishWith(rows)
			}
		};
		^whole
	}

	// Set one gain, as one writes into an Array2D.
	put { |activation, basis, gain|
		this.set(activation, basis, gain)
	}
}
