using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Predictor;

/// <summary>Options of the task predictor's training.</summary>
public sealed record TaskPredictorTrainerOptions : ParallelTrainerOptions<Instruction>
{
    /// <summary>Sizes of the network.</summary>
    public TaskPredictorNetworkOptions Network { get; init; } = new();

    /// <summary>
    /// Share of an instruction's tokens that are replaced by random ones, so that unknown words do
    /// little harm; 0 to 0.5, default 0.1.
    /// </summary>
    public double ReplacedWords { get; init; } = 0.1;

    /// <summary>
    /// Maximum number of random tokens inserted into an instruction; each number from 0 up to it is
    /// equally likely. 0 to 8, default 3.
    /// </summary>
    public int InsertedWords { get; init; } = 3;

    /// <summary>Returns the batch of a step in its parts, with noise in its instructions.</summary>
    internal BatchPart<InstructionBatch>[] NoisyBatch(long step)
    {
        var noise = new WordNoise(Vocabulary, ReplacedWords, InsertedWords);
        return BatchOf(step, indexes => InstructionBatch.Of([.. indexes.Select(Noisy)]));

        (long[], EditTask) Noisy(long index)
        {
            var (text, task) = Samples(index);
            return (noise.Apply(Tokenize(text), new CounterRandom(Seed, index)), task);
        }
    }

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) => BundleWeights.Read(bundle, "task_predictor/model.onnx");

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
        OptionRange.Check(nameof(ReplacedWords), ReplacedWords, ReplacedWords is >= 0 and <= 0.5, "0 to 0.5");
        OptionRange.Check(nameof(InsertedWords), InsertedWords, InsertedWords is >= 0 and <= 8, "0 to 8");
    }
}
