using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Training.Predictor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>Rejects plans that can only fail, before they wait for their turn.</summary>
internal static class PlanCheck
{
    // A lower bound on the memory that any trainer takes per pixel of a step's samples: an editor took twelve times
    // as much in a measurement. A plan that passes may still need too much; a plan that does not pass certainly does.
    private const long BytesPerPixel = 1000;

    /// <summary>Checks that the options are in range and fit together, and that the machine has enough memory for a step.</summary>
    /// <exception cref="InvalidInputException">The plan cannot succeed.</exception>
    public static void Require(TrainerOptions options, int size)
    {
        options.Validate();
        if (options.InitialWeights is { } weights && File.Exists(weights))
            SafetensorsHeader.Read(weights);
        if (options is TaskPredictorTrainerOptions)
            return;
        var (needed, there) = (options.BatchSize * BytesPerPixel * size * size, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (needed > there)
            throw new InvalidInputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a batch of {options.BatchSize} pictures of {size} pixels per side, which takes over {needed / 1e9:0} GB of memory"
                ),
                string.Create(CultureInfo.InvariantCulture, $"what fits into the {there / 1e9:0} GB of this machine"),
                "take a smaller batch, and more of them a step (accumulate)"
            );
    }

    /// <summary>Checks that the batches have more samples than are held out.</summary>
    /// <exception cref="InvalidInputException">No sample would be left to train on.</exception>
    public static void RequireSamples(TrainOptions options, long? kept)
    {
        if (kept <= options.HeldOutCount && options.Data.All(d => d.StartsWith(OptionTrainer.Batch, StringComparison.Ordinal)))
            throw new InvalidInputException(
                $"{string.Join(", ", options.Data.Take(3))} with {kept} samples",
                $"more than the {options.HeldOutCount} that are held out",
                "make a larger batch, or lower held_out_count"
            );
    }
}
