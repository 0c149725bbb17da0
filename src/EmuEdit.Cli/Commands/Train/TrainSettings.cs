using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>The options that every trainer has.</summary>
internal sealed class TrainSettings(int batch)
{
    private readonly Option<string> _run = new("--run") { Description = "Folder of the run; run it again to go on where it stopped", HelpName = "folder", Required = true };
    private readonly Option<long> _seed = NumberOption.Of("--seed", "Seed of the world and of the weights", "any whole number", 1L);
    private readonly Option<int> _size = NumberOption.Of("--size", "Pixels a side", "a multiple of 16 from 32 to 256", 64);
    private readonly Option<long?> _steps = NumberOption.Optional<long>("--steps", "Steps of the whole run", "at least 1");
    private readonly Option<double?> _minutes = NumberOption.Optional<double>("--minutes", "Minutes of the whole run", "over 0");
    private readonly Option<int> _batch = NumberOption.Of("--batch", "Samples a step", "1 to 4096", batch);
    private readonly Option<double> _rate = NumberOption.Of("--learning-rate", "Highest rate, after warm-up", "over 0", new AdamWOptions().LearningRate);
    private readonly Option<string?> _initial = new("--initial") { Description = "Checkpoint to start from; for the editor also a bundle's folder", HelpName = "path" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _run, _seed, _size, _steps, _minutes, _batch, _rate, _initial })
            command.Add(option);
    }

    /// <summary>Pixels a side.</summary>
    public int Size(ParseResult parsed) => parsed.GetValue(_size);

    /// <summary>Seed of the world and of the weights.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public TrainRun Run(ParseResult parsed) => new(parsed.GetRequiredValue(_run), Seed(parsed), Size(parsed));

    /// <summary>A trainer's options with those of the command line in place.</summary>
    public T Apply<T>(ParseResult parsed, T options) where T : TrainerOptions => (T)(options with
    {
        Seed = parsed.GetValue(_seed),
        Steps = parsed.GetValue(_steps),
        Minutes = parsed.GetValue(_minutes),
        BatchSize = parsed.GetValue(_batch),
        Optimiser = options.Optimiser with { LearningRate = parsed.GetValue(_rate) },
        InitialWeights = parsed.GetValue(_initial),
        Command = TrainRun.Command,
        Commit = TrainRun.Commit,
        Progress = TrainReport.Lines(),
        Log = Console.WriteLine,
    });
}
