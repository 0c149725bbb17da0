using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

public sealed class ShardStagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;

    public ShardStagesTests()
    {
        new TinyBundle { Size = 64 }.Write(_folder["toy"]);
        _bundle = Bundle.Load(_folder["toy"]);
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Check_ABatchThatCanBeMade_Passes() => Check(plan => plan);

    [Fact]
    public void Check_ABatchForAnotherBundle_IsRefused() =>
        Assert.Contains("the loaded bundle", Refusal(plan => plan with { Bundle = "other" }), StringComparison.Ordinal);

    [Fact]
    public void Check_RenderedPicturesOfCaptions_AreRefused() =>
        Assert.Contains(
            "rendered images of captions",
            Refusal(plan =>
                plan with
                {
                    Captions = "captions/a.txt",
                    Options = new() { Source = PairOrigin.Rendered },
                }
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Check_ShardsThatDoNotFitIntoMemory_AreRefused() =>
        Assert.Contains(
            "shards of 4096 samples with 64 candidates",
            Refusal(plan => plan with { ShardSize = 4096, Candidates = 64 }),
            StringComparison.Ordinal
        );

    private string Refusal(Func<BatchPlan, BatchPlan> change) => Assert.Throws<InvalidInputException>(() => Check(change)).Message;

    // No model is loaded for it.
    private void Check(Func<BatchPlan, BatchPlan> change) =>
        new ShardStages(_bundle, new Lazy<FactoryModels>(() => throw new InvalidOperationException()), new MemoryBlobStore()).Check(
            change(new BatchPlan("a", 1, 4) { Bundle = _bundle.Name }).Validated()
        );
}
