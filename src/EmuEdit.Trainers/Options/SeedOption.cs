using System.CommandLine;
using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary><c>--seed</c>.</summary>
public static class SeedOption
{
    private const string Name = "--seed", Allowed = "0 to 18446744073709551615";

    /// <summary>One seed.</summary>
    /// <param name="description">What it is the seed of.</param>
    /// <param name="byDefault">Used when it is not given.</param>
    public static Option<Seed> Of(string description, long byDefault) => NumberOption.Of<Seed>(Name, description, Allowed, byDefault);

    /// <summary>One or more seeds.</summary>
    /// <param name="description">What they are the seeds of.</param>
    /// <param name="byDefault">Used when none is given.</param>
    public static Option<Seed[]> Many(string description, params long[] byDefault) => NumberOption.Many(Name, description, Allowed, [.. byDefault.Select(b => (Seed)b)]);
}
