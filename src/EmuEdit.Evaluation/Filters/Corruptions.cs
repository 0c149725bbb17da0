using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>The correct edit from which a corruption is made.</summary>
internal sealed record Uncorrupted(TrueEdit Edit, EditSample Sample, WorldDataset World, long Index, CounterRandom Random, ImageTruth Truth)
{
    /// <summary>Whether the edit is confined to a mask.</summary>
    public bool IsConfined => Sample.Region.Count < Sample.Region.Pixels.Length;

    /// <summary>
    /// Returns the sample with another target that blends both scenes, the edited one with opacity
    /// <paramref name="share"/>.
    /// </summary>
    public EditSample Mixed(Image target, float share)
    {
        Truth.Add(target, (Edit.Input, 1 - share), (Edit.Target, share));
        return Sample with { Target = target };
    }
}

/// <summary>A failure mode of synthesis.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Make">Makes the wrong pair; returns null if this failure cannot happen.</param>
internal sealed record Corruption(string Name, Func<Uncorrupted, EditSample?> Make);

/// <summary>The failure modes of synthesis.</summary>
internal static class Corruptions
{
    // Far from the indices of the judged samples.
    private const long Elsewhere = 1_000_000;

    public static IReadOnlyList<Corruption> All { get; } =
    [
        new("copy", u => u.Mixed(u.Sample.Input.Clone(), 0)),
        new("not edited", u => u.Mixed(Degradation.AsDiffusion(u.Sample.Input, u.Random), 0)),
        new("faded", Faded),
        new("partial", Partial),
        new("wrong object", WrongObject),
        new("other sample's target", u => OtherTarget(u, u.Sample.Task)),
        new("other task's target", u => OtherTarget(u, Another(u))),
        new("drifted", Drifted),
        new("swapped", u => u.Sample with { Input = u.Sample.Target, Target = u.Sample.Input }),
        new("wrong instruction", u => u.Sample with { Instruction = u.World.Sample(u.Index + Elsewhere, Another(u)).Instruction }),
    ];

    // Half a change of brightness is still a change of brightness.
    private static EditSample? Faded(Uncorrupted u)
    {
        var share = u.Random.NextSingle(0.3f, 0.6f);
        return u.Sample.Task == EditTask.Color ? null : u.Mixed(Degradation.Blend(u.Sample.Input, u.Sample.Target, share), share);
    }

    // Edits only half of the region, the left or the right.
    private static EditSample Partial(Uncorrupted u)
    {
        var (box, left) = (Box.Of(u.Edit.Sample.Region), u.Random.Chance(0.5f));
        var middle = (box.Left + box.Right) / 2;
        return u.Mixed(Degradation.Pasted(u.Sample.Target, u.Sample.Input, (x, _) => x < middle == left), 0.5f);
    }

    private static EditSample? WrongObject(Uncorrupted u)
    {
        if (u.Edit.OnAnotherObject() is not { } other)
            return null;
        u.Truth.Add(other.Picture, (other.Shown, 1));
        return u.Sample with { Target = other.Picture };
    }

    private static EditSample OtherTarget(Uncorrupted u, EditTask task)
    {
        var other = u.World.Edit(u.Index + Elsewhere, task);
        u.Truth.Add(other.Sample.Target, (other.Target, 1));
        return u.Sample with { Target = other.Sample.Target };
    }

    private static EditSample? Drifted(Uncorrupted u)
    {
        if (!u.IsConfined)
            return null;
        var (target, region) = (u.Sample.Target, u.Sample.Region);
        var drifted = u.Random.Next(3) switch
        {
            0 => Degradation.Gained(target, u.Random.Chance(0.5f) ? 0.75f : 1.3f),
            1 => Degradation.Blurred(target, Math.Max(2, target.Width / 24)),
            _ => Degradation.Noisy(target, u.Random, 25),
        };
        return u.Mixed(Degradation.Pasted(target, drifted, (x, y) => region[x, y]), 1);
    }

    private static EditTask Another(Uncorrupted u) =>
        EditTask.All[(u.Sample.Task.Index + 1 + u.Random.Next(EditTask.All.Count - 1)) % EditTask.All.Count];
}
