using System.CommandLine;
using EmuEdit.Cli.Terminal;

namespace EmuEdit.Cli.Commands;

/// <summary>What every <c>train</c> command asks for.</summary>
internal sealed class TrainOptionSet
{
    private readonly Option<string> _run = new("--run") { Description = "Folder of the run; run it again to go on where it stopped", HelpName = "folder", Required = true };
    private readonly Option<long> _seed = NumberOption.Of("--seed", "Seed of the world and of the weights", "any whole number", 1L);
    private readonly Option<int> _size = NumberOption.Of("--size", "Pixels a side", "a multiple of 16 from 32 to 256", 64);
    private readonly Option<long?> _steps = NumberOption.Optional<long>("--steps", "Steps of the whole run", "at least 1");
    private readonly Option<double?> _minutes = NumberOption.Optional<double>("--minutes", "Minutes of the whole run", "over 0");
    private readonly Option<int> _batch = NumberOption.Of("--batch", "Samples a step", "1 to 4096", 32);
    private readonly Option<string?> _initial = new("--initial") { Description = "Checkpoint to start from", HelpName = "file" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _run, _seed, _size, _steps, _minutes, _batch, _initial })
            command.Add(option);
    }

    public TrainRun Read(ParseResult parsed) => new(parsed.GetRequiredValue(_run), parsed.GetValue(_seed), parsed.GetValue(_size))
    {
        Steps = parsed.GetValue(_steps),
        Minutes = parsed.GetValue(_minutes),
        BatchSize = parsed.GetValue(_batch),
        InitialWeights = parsed.GetValue(_initial),
    };
}
