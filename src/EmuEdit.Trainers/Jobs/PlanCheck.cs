using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Training.Predictor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>Refuses plans that can only fail, before they wait for their turn.</summary>
internal static class PlanCheck
{
    // Less than any trainer holds for each pixel of a step's samples: an editor was measured to hold twelve times as much. What passes may still be too much; what does not, is.
    private const long BytesPerPixel = 1000;

    private const string HeldOut = "held_out_count", Size = "size";

    /// <summary>Refuses options that are out of their range or that go together with no others, and steps that the machine has no memory for.</summary>
    public static void Require(TrainerOptions options, ParseResult parsed)
    {
        options.Validate();
        if (options.InitialWeights is { } weights && File.Exists(weights))
            SafetensorsHeader.Read(weights);
        if (options is TaskPredictorTrainerOptions)
            return;
        var size = parsed.GetValue<int>("--" + Size);
        var (needed, there) = (options.BatchSize * BytesPerPixel * size * size, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (needed > there)
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"a batch of {options.BatchSize} pictures of {size} pixels a side, which takes over {needed / 1e9:0} GB of memory"),
                string.Create(CultureInfo.InvariantCulture, $"what fits into the {there / 1e9:0} GB of this machine"), "take a smaller batch, and more of them a step (accumulate)");
    }

    /// <summary>Refuses batches of which held-out samples leave nothing.</summary>
    public static void RequireSamples(IReadOnlyList<string> data, long? kept, IReadOnlyDictionary<string, JsonElement> options)
    {
        var heldOut = options.TryGetValue(HeldOut, out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var count) ? count : TrainerOptions.DefaultHeldOutCount;
        if (kept <= heldOut && data.All(d => d.StartsWith(OptionTrainer.Batch, StringComparison.Ordinal)))
            throw new InvalidInputException($"{string.Join(", ", data.Take(3))} with {kept} samples", $"more than the {heldOut} that are held out", $"make a larger batch, or lower {HeldOut}");
    }
}
