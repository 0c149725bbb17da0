return await EmuEdit.Cli.CommandLine.RunAsync(args);
