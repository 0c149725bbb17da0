using System.CommandLine;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>The option <c>--precision</c>: the precision of a training.</summary>
internal static class PrecisionOption
{
    private const string Name = "--precision";

    /// <summary>Creates the option. Its value is the name of a precision, by default <c>auto</c>.</summary>
    public static Option<string> Create() =>
        new(Name)
        {
            Description =
                $"What training computes in ({TrainingPrecisions.Allowed}); auto is bfloat16 where the processor has "
                    + $"it. A run keeps what it began with",
            HelpName = "precision",
            CustomParser = result =>
            {
                var given = result.Tokens[^1].Value;
                if (TrainingPrecisions.Find(given) is null)
                    result.AddError($"{Name} {given}; allowed: {TrainingPrecisions.Allowed}.");
                return given;
            },
            DefaultValueFactory = _ => TrainingPrecision.Auto.Name(),
        };
}
