using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using static EmuEdit.Onnx.Tests.AttentionNet;

namespace EmuEdit.Onnx.Tests;

public sealed class AttentionControlTests
{
    // Item 0 is the source, item 1 the edit that takes from it, item 2 stands for itself.
    private const int Items = 3;
    private static readonly float[] Pictures = Random(10, Items * Cells * Channels), Contexts = Random(11, Items * Tokens * Channels);

    public static TheoryData<bool, bool> Kinds => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_SharesZero_IsWhatItWasBitForBit(bool cross, bool folded)
    {
        var net = new AttentionNet { Cross = cross, Folded = folded };
        Assert.Equal(Run(net.ToBytes()), Controlled(net, self: 0, across: 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SelfShare_TakesTheSourcesMapsWithTheOwnValues(bool folded)
    {
        var net = new AttentionNet { Folded = folded };
        var (own, taken) = (Expected(Item(1), Item(1), cross: false), Expected(Item(1), Item(0), cross: false));
        Equal(Expected(Item(0), Item(0), cross: false), Rows(Controlled(net, self: 1, across: 1), 0));
        Equal(taken, Rows(Controlled(net, self: 1, across: 0), 1));
        Equal([.. own.Zip(taken, (a, b) => 0.75f * a + 0.25f * b)], Rows(Controlled(net, self: 0.25f, across: 0), 1));
        Equal(Expected(Item(2), Item(2), cross: false), Rows(Controlled(net, self: 1, across: 0), 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_AttentionInOneNode_IsControlledAsTheOthersAre(bool cross)
    {
        var net = new AttentionNet { Cross = cross, OneNode = true };
        Assert.Equal(Run(net.ToBytes()), Controlled(net, self: 0, across: 0));
        Equal(Run((net with { OneNode = false }).ToBytes()), Run(net.ToBytes()));
        Equal(Controlled(net with { OneNode = false }, self: 1, across: 1), Controlled(net, self: 1, across: 1));
    }

    [Fact]
    public void Run_SelfShareOfAttentionInOneNode_IsAllOrNothing()
    {
        var net = new AttentionNet { OneNode = true };
        Assert.Equal(Controlled(net, self: 0, across: 0), Controlled(net, self: 0.49f, across: 0));
        Assert.Equal(Controlled(net, self: 1, across: 0), Controlled(net, self: 0.5f, across: 0));
        Equal(Expected(Item(1), Item(0), cross: false), Rows(Controlled(net, self: 0.5f, across: 0), 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SelfShareOfAMapThatIsTooLarge_LeavesItTheItemsOwn(bool oneNode)
    {
        var net = new AttentionNet { OneNode = oneNode };
        Assert.Equal(Run(net.ToBytes()), Controlled(net, self: 1, across: 1, mostCells: Cells - 1));
        Assert.NotEqual(Run(net.ToBytes()), Controlled(net, self: 1, across: 1, mostCells: Cells));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SelfShareAtHalfTheSide_IsTakenHoweverManyCells(bool oneNode)
    {
        var net = new AttentionNet { Half = true, OneNode = oneNode };
        Assert.NotEqual(Run(net.ToBytes()), Controlled(net, self: 1, across: 1, mostCells: 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_CrossShare_TakesWhatTheSourceGotOutsideTheMask(bool folded)
    {
        var net = new AttentionNet { Cross = true, Folded = folded };
        var (source, own) = (Expected(Item(0), Item(0), cross: true), Expected(Item(1), Item(1), cross: true));
        var result = Rows(Controlled(net, self: 1, across: 1), 1);
        for (var i = 0; i < result.Length; i++)
            Assert.Equal(InMask(i / Channels) ? own[i] : source[i], result[i], 1e-5f);
        Equal(Expected(Item(2), Item(2), cross: true), Rows(Controlled(net, self: 1, across: 1), 2));
    }

    [Fact]
    public void Run_CrossShareOnASmallerGrid_FitsTheMaskToIt()
    {
        var net = new AttentionNet { Cross = true, Half = true };
        var (before, result) = (Run(net.ToBytes()), Controlled(net, self: 0, across: 1));
        const int Length = Cells / 4 * Channels;
        // The mask is the left half: of the 2 x 2 cells the first of each row.
        for (var i = 0; i < Length; i++)
            Assert.Equal(before[(i / Channels % 2 == 0 ? Length : 0) + i], result[Length + i], 1e-5f);
    }

    [Fact]
    public void Run_FeatureShare_TakesTheSourcesResidualWithTheOwnShortcut()
    {
        var net = new AttentionNet { Decoder = true };
        var (residual, decoded) = (Run(net.ToBytes(), "residual"), Run(net.ToBytes(), "decoded"));
        Assert.Equal(decoded, Controlled(net, self: 1, across: 1, features: 0, output: "decoded"));
        var result = Controlled(net, self: 0, across: 0, features: 1, output: "decoded");
        Equal(Rows(decoded, 0), Rows(result, 0));
        Equal([.. Rows(decoded, 1).Zip(Rows(residual, 1), Rows(residual, 0)).Select(v => v.First - v.Second + v.Third)], Rows(result, 1));
        Equal(Rows(decoded, 2), Rows(result, 2));
    }

    [Fact]
    public void Add_NothingToControl_SaysWhatIsMissing()
    {
        Assert.Contains("without attention", Refusal(new AttentionNet { Softmax = "Sigmoid" }.ToBytes()), StringComparison.Ordinal);
        Assert.Contains("an input 'sample'", Refusal(new AttentionNet { Picture = "x" }.ToBytes()), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal([1, 2, 3]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MultiHeadAttention")]
    [InlineData("Attention")]
    public void Add_FusedAttention_IsNamed(string operation)
    {
        var model = ModelProto.Parser.ParseFrom(new AttentionNet().ToBytes());
        model.Graph.Node[^1].OpType = operation;
        Assert.Contains(operation, Refusal(Google.Protobuf.MessageExtensions.ToByteArray(model)), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OldOperatorSet_IsRefused()
    {
        var model = ModelProto.Parser.ParseFrom(new AttentionNet().ToBytes());
        model.OpsetImport[0].Version = 12;
        Assert.Contains("operator set 12", Refusal(Google.Protobuf.MessageExtensions.ToByteArray(model)), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] model) => Assert.Throws<InvalidInputException>(() => AttentionControl.Add(model)).Message;

    private static (float[], float[]) Item(int i) => (Part(Pictures, i), Part(Contexts, i));

    private static float[] Rows(float[] results, int item) => Part(results, item);

    private static float[] Part(float[] values, int item) => values[(item * values.Length / Items)..((item + 1) * values.Length / Items)];

    private static bool InMask(int cell) => cell % Side < Side / 2;

    private static void Equal(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f);
    }

    private static float[] Controlled(
        AttentionNet net,
        float self,
        float across,
        float? features = null,
        string output = "out_sample",
        int mostCells = AttentionControl.MostCells
    )
    {
        float[] mask = [.. Enumerable.Range(0, Items * Cells).Select(i => InMask(i) ? 1f : 0)];
        (string, OrtValue)[] more = features is { } f
            ? [(AttentionControl.FeatureShare, OrtValue.CreateTensorValueFromMemory(new[] { f, f, f }, [Items]))]
            : [];
        return Run(
            AttentionControl.Add(net.ToBytes(), mostCells), output, [
            .. more,
            (AttentionControl.Source, OrtValue.CreateTensorValueFromMemory(new long[] { 0, 0, 2 }, [Items])),
            (AttentionControl.SelfShare, OrtValue.CreateTensorValueFromMemory(new[] { self, self, self }, [Items])),
            (AttentionControl.CrossShare, OrtValue.CreateTensorValueFromMemory(new[] { across, across, across }, [Items])),
            (AttentionControl.Mask, OrtValue.CreateTensorValueFromMemory(mask, [Items, 1, Side, Side]))]);
    }

    private static float[] Run(byte[] model, string output = "out_sample", params (string Name, OrtValue Value)[] control)
    {
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        Dictionary<string, OrtValue> inputs = new()
        {
            ["sample"] = OrtValue.CreateTensorValueFromMemory(Pictures, [Items, Channels, Side, Side]),
            ["encoder_hidden_states"] = OrtValue.CreateTensorValueFromMemory(Contexts, [Items, Tokens, Channels]),
        };
        foreach (var (name, value) in control)
            inputs.Add(name, value);
        using var results = session.Run(options, inputs, [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
