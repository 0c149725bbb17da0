using System.CommandLine;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>The option <c>--seed</c>.</summary>
internal static class SeedOption
{
    private const string Name = "--seed", Allowed = "0 to 18446744073709551615";

    /// <summary>Creates an option for one seed.</summary>
    /// <param name="description">What the seed is for.</param>
    /// <param name="byDefault">The default.</param>
    public static Option<Seed> Of(string description, long byDefault) => NumberOption.Of<Seed>(Name, description, Allowed, byDefault);

    /// <summary>Creates an option for one or more seeds.</summary>
    /// <param name="description">What the seeds are for.</param>
    /// <param name="byDefault">The defaults.</param>
    public static Option<Seed[]> Many(string description, params long[] byDefault) =>
        NumberOption.Many(Name, description, Allowed, [.. byDefault.Select(b => (Seed)b)]);
}
