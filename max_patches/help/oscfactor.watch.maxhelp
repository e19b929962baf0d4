{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 6,
			"revision": 0,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			60.0,
			90.0,
			620.0,
			680.0
		],
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontname": "Arial",
		"gridsize": [
			15.0,
			15.0
		],
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "jsui",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						10.0,
						10.0,
						305.0,
						55.0
					],
					"parameter_enable": 0,
					"filename": "helpname.js",
					"jsarguments": [
						"oscfactor.watch"
					],
					"border": 0,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						330.0,
						10.0,
						231.79999999999998,
						22.0
					],
					"text": "js helpstarter.js oscfactor.watch",
					"saved_object_attributes": {
						"filename": "helpstarter.js",
						"parameter_enable": 0
					}
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						10.0,
						85.0,
						80.0,
						22.0
					],
					"text": "p basic",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							620.0,
							680.0
						],
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontname": "Arial",
						"gridsize": [
							15.0,
							15.0
						],
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "jsui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										10.0,
										5.0,
										600.0,
										100.0
									],
									"parameter_enable": 0,
									"filename": "helpdetails.js",
									"jsarguments": [
										"oscfactor.watch",
										90
									],
									"border": 0,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										636.0,
										590.0,
										31.0
									],
									"text": "see also   [oscfactor]   [oscfactor.buffer]   [oscfactor.component]   [oscfactor.activations]   [oscfactor.activation~]   [oscfactor.player]   [oscfactor.matrix]",
									"fontsize": 10.0
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 3,
									"outlettype": [
										"",
										"",
										""
									],
									"patching_rect": [
										20.0,
										110.0,
										73.4,
										22.0
									],
									"text": "oscfactor"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"bang",
										""
									],
									"patching_rect": [
										100.0,
										110.0,
										66.8,
										22.0
									],
									"text": "select 1"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										20.0,
										142.0,
										165.79999999999998,
										22.0
									],
									"text": "load oscfactor-loop.wav"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										200.0,
										142.0,
										40.4,
										22.0
									],
									"text": "open"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										270.0,
										142.0,
										179.0,
										22.0
									],
									"text": "factorize 4 iterations 60"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 3,
									"outlettype": [
										"",
										"",
										""
									],
									"patching_rect": [
										20.0,
										178.0,
										198.79999999999998,
										22.0
									],
									"text": "oscfactor.buffer help-faders"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										200.0,
										110.0,
										190.0,
										21.0
									],
									"text": "drop a sound of yours here:"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "dropfile",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										""
									],
									"patching_rect": [
										395.0,
										110.0,
										165.0,
										26.0
									],
									"parameter_enable": 0,
									"varname": "drop",
									"hint": "drop a sound file here",
									"annotation": "drop a sound file here"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										466.0,
										142.0,
										93.19999999999999,
										22.0
									],
									"text": "prepend load"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "slider",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										240.0,
										178.0,
										140.0,
										20.0
									],
									"parameter_enable": 0,
									"orientation": 1,
									"floatoutput": 1,
									"size": 1.0,
									"ignoreclick": 1,
									"varname": "progress",
									"hint": "how far the job is",
									"annotation": "how far the job is"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										390.0,
										178.0,
										120.0,
										21.0
									],
									"text": "how far it is"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 3,
									"outlettype": [
										"",
										"",
										""
									],
									"patching_rect": [
										20.0,
										212.0,
										146.0,
										22.0
									],
									"text": "route load factorize"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										100.0,
										400.0,
										205.39999999999998,
										22.0
									],
									"text": "oscfactor.watch help-faders 0"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 3,
									"outlettype": [
										"",
										"",
										""
									],
									"patching_rect": [
										330.0,
										400.0,
										231.79999999999998,
										22.0
									],
									"text": "oscfactor.component help-faders 0"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										100.0,
										360.0,
										60.199999999999996,
										22.0
									],
									"text": "gain $1"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"patching_rect": [
										100.0,
										440.0,
										172.39999999999998,
										22.0
									],
									"text": "route gain mute solo pan"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										100.0,
										475.0,
										86.6,
										22.0
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "slider",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										100.0,
										325.0,
										140.0,
										20.0
									],
									"parameter_enable": 1,
									"orientation": 1,
									"floatoutput": 1,
									"size": 1.0,
									"varname": "gain",
									"hint": "gain of component 0",
									"annotation": "gain of component 0",
									"annotation_name": "gain",
									"saved_attribute_attributes": {
										"valueof": {
											"parameter_longname": "gain",
											"parameter_shortname": "gain",
											"parameter_type": 0,
											"parameter_initial_enable": 0,
											"parameter_mmin": 0.0,
											"parameter_mmax": 1.0
										}
									}
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										100.0,
										285.0,
										320.0,
										21.0
									],
									"text": "a fader of your own, and another of this layer"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "bpatcher",
									"numinlets": 0,
									"numoutlets": 0,
									"patching_rect": [
										430.0,
										235.0,
										56.0,
										156.0
									],
									"name": "oscfactor.strip.maxpat",
									"args": [
										"help-faders",
										0
									],
									"bgmode": 0,
									"border": 0,
									"embed": 0,
									"viewvisibility": 1
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										330.0,
										440.0,
										66.8,
										22.0
									],
									"text": "gain 0.2"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										402.0,
										440.0,
										53.599999999999994,
										22.0
									],
									"text": "gain 1"
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										440.0,
										53.599999999999994,
										22.0
									],
									"text": "mute 1"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										522.0,
										440.0,
										53.599999999999994,
										22.0
									],
									"text": "mute 0"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										220.0,
										475.0,
										80.0,
										22.0
									],
									"text": "print mute"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-11",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-4",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-5",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-14",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-7",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										1
									],
									"destination": [
										"obj-12",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-17",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-15",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-18",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										0
									],
									"destination": [
										"obj-19",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-20",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										1
									],
									"destination": [
										"obj-27",
										0
									]
								}
							}
						],
						"showontab": 1
					}
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						110.0,
						85.0,
						80.0,
						22.0
					],
					"text": "p messages",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							620.0,
							680.0
						],
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontname": "Arial",
						"gridsize": [
							15.0,
							15.0
						],
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										10.0,
										580.0,
										51.0
									],
									"text": "Tells them when it is made and whenever they are moved, here or by another program. Send it what your own dial does, too: while a dial is moved, nothing comes back that would fight the finger."
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										80.0,
										580.0,
										21.0
									],
									"text": "inlet",
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										104.0,
										580.0,
										21.0
									],
									"text": "gain 0.5, mute 1, solo 1, pan -1: what was moved here"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										137.0,
										580.0,
										21.0
									],
									"text": "outlets, from the left",
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										161.0,
										580.0,
										36.0
									],
									"text": "gain 0.5, mute 1, solo 0, pan -1: where they stand; for a fader: route gain, prepend set"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										209.0,
										580.0,
										21.0
									],
									"text": "arguments",
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										233.0,
										580.0,
										21.0
									],
									"text": "name: the buffer"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										256.0,
										580.0,
										21.0
									],
									"text": "k: which component, from 0"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										289.0,
										580.0,
										21.0
									],
									"text": "All messages, with their arguments: open the reference of this object."
								}
							}
						],
						"lines": [],
						"showontab": 1
					}
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						210.0,
						85.0,
						80.0,
						22.0
					],
					"text": "p ?",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							620.0,
							680.0
						],
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontname": "Arial",
						"gridsize": [
							15.0,
							15.0
						],
						"boxes": [],
						"lines": [],
						"showontab": 1
					}
				}
			}
		],
		"lines": [],
		"showrootpatcherontab": 0,
		"showontab": 0
	}
}
