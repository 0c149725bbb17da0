using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Torch;

public class SubnormalsTests : TorchTests
{
    private const float Subnormal = 1e-39f;

    [Fact]
    public void Flush_OnAThread_MakesSubnormalsZeroThereAndNowhereElse()
    {
        var before = Doubled();
        var flushed = (Managed: -1f, Native: -1f);
        var thread = new Thread(() =>
        {
            Subnormals.Flush();
            flushed = Doubled();
        });
        thread.Start();
        thread.Join();
        Assert.Equal((2 * Subnormal, 2 * Subnormal), before);
        Assert.Equal((0f, 0f), flushed);
        Assert.Equal(before, Doubled());
    }

    private static (float Managed, float Native) Doubled()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [.. Enumerable.Repeat(Subnormal, 16)];
        return (numbers[^1] + numbers[0], tensor(numbers).Plus(tensor(numbers))[15].item<float>());
    }
}
