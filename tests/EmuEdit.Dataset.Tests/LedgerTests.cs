using EmuEdit.Core;

namespace EmuEdit.Dataset.Tests;

public class LedgerTests
{
    private static readonly string[] Stages = ["instruction", "drawing", "clip-text"];
    private static readonly EditTask Add = EditTask.Named("add"), Style = EditTask.Named("style");

    [Fact]
    public void Builder_OfVerdicts_CountsEachStageOnce()
    {
        var builder = new LedgerBuilder(Stages);
        builder.Pass(Add, "instruction", 2);
        builder.Reject(Add, "instruction", "no 'red cube' in 3 tries");
        builder.Make(Add, "drawing", 2, 4);
        builder.Judge(Add, new([new("clip-text", true, 0.3)]) { Reassigned = Style });
        builder.Judge(Add, new([new("clip-text", false, 0.12, "similarity 0.12 is below 0.2")]));
        builder.Judge(Add, new([new("clip-text", false, -0.01, "similarity -1e-2 is below 0.2")]));
        var counts = builder.ToLedger().Counts;
        Assert.Equal([("instruction", 3L, 2L), ("drawing", 2, 4), ("clip-text", 3, 1)], counts.Total.Select(s => (s.Stage, s.In, s.Out)));
        Assert.Equal([new("no '…' in # tries", 1)], counts.Total[0].Reasons);
        Assert.Equal([new("similarity # is below #", 2)], counts.Total[2].Reasons);
        Assert.Equal([new("style", 1)], counts.Tasks["add"].Reassigned);
        Assert.Equal(1, counts.Kept);
    }

    [Fact]
    public void Plus_InAnyOrder_IsTheSame()
    {
        var (a, b, c) = (Shard(1, Add), Shard(2, Style), Shard(3, Add));
        Assert.Equal(a.Plus(b).Plus(c).ToJson(), c.Plus(a.Plus(b)).ToJson());
        Assert.Equal(a.ToJson(), Ledger.Empty(Stages).Plus(a).ToJson());
        var sum = a.Plus(b).Plus(c);
        Assert.Equal((6, 60, 6m, 1.5), (sum.Counts.Kept, sum.Costs.InputTokens, sum.Costs.Price, sum.Costs.CoreSeconds));
        Assert.Throws<ArgumentException>(() => a.Plus(Ledger.Empty(["other"])));
    }

    [Fact]
    public void Parse_OfWritten_IsTheSame()
    {
        var ledger = Shard(1, Add).Plus(Shard(2, Style));
        Assert.Equal(ledger.ToJson(), Ledger.Parse(ledger.ToJson()).ToJson());
        Assert.Contains("\"tasks\":{\"add\":{\"stages\":[{\"stage\":\"instruction\",\"in\":0", ledger.ToJson());
        foreach (var broken in new[] { "", "null", "{}", "[1]" })
            Assert.Contains("a ledger cannot be read", Assert.Throws<InvalidInputException>(() => Ledger.Parse(broken)).Message);
    }

    [Fact]
    public void Builder_RepliesThatWereMended_AreCountedByWhatWasWrong()
    {
        var (builder, other) = (new LedgerBuilder(Stages), new LedgerBuilder(Stages));
        builder.Repair("code fence");
        builder.Repair("code fence");
        other.Repair("thoughts");
        other.Repair("code fence");
        var sum = Shard(1, Add).Plus(builder.ToLedger()).Plus(other.ToLedger());
        Assert.Equal([new("code fence", 3), new("thoughts", 1)], Ledger.Parse(sum.ToJson()).Costs.Repaired!);
        Assert.Contains("used in spite of: code fence | 3", CostPage.Write("x", sum, "USD"));
        Assert.Null(Shard(1, Add).Costs.Repaired);
    }

    [Fact]
    public void Builder_StageThatIsNone_IsRefused() => Assert.Throws<ArgumentException>(() => new LedgerBuilder(Stages).Pass(Add, "dance"));

    [Fact]
    public void Pages_OfNothing_SayNothing()
    {
        var ledger = Ledger.Empty(Stages);
        Assert.DoesNotContain(
            "NaN",
            FunnelPage.Write("x", ledger.Counts) + CostPage.Write("x", ledger, "USD") + CostPage.Write("x", Ledger.Empty([]), "USD")
        );
        Assert.True(FunnelPage.Draw("x", Ledger.Empty([]).Counts).Height > 0);
    }

    [Fact]
    public void Pages_OfALedger_HaveItsFigures()
    {
        var ledger = Shard(4, Add).Plus(Shard(2, Style));
        Assert.Contains("| clip-text | 12 | 6 | 50.0 % |", FunnelPage.Write("x", ledger.Counts));
        Assert.Contains("| add | 0 | 0 | 4 | 50.0 % |", FunnelPage.Write("x", ledger.Counts));
        var costs = CostPage.Write("x", ledger, "EUR");
        Assert.Contains("| kept pairs per core-minute | 240 |", costs);
        Assert.Contains("| price per kept pair | 1.00 EUR |", costs);
    }

    private static Ledger Shard(int kept, EditTask task)
    {
        var builder = new LedgerBuilder(Stages);
        builder.Pass(task, "clip-text", kept);
        builder.Reject(task, "clip-text", "too low", kept);
        builder.Spend("drawing", LedgerCosts.Cpu, kept * 0.25);
        builder.Spend("drawing", "gpu", kept);
        builder.Pay(kept * 10, kept, kept);
        return builder.ToLedger();
    }
}
