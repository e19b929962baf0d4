// Which activation drives which basis.

OscFactorMatrix : OscFactorThing {

	// All gains, a row each activation. Gives an OscFactorReply with an Array of Arrays.
	gains { |action|
		^this.get.then({ |found, reply|
			var rows = [] ! reply.values[1];
			reply.messages.do { |message|
				if(message[0] == '/oscfactor/matrix') { rows[message[2]] = rows[message[2]] ++ message.copyToEnd(4) }
			};
			rows
		}, action)
	}

	// Set one gain, as one writes into an Array2D.
	put { |activation, basis, gain, action|
		^this.set(activation, basis, gain, action)
	}
}
