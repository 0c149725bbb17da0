using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary>The options of <c>emuedit train PART</c>, made from the part's record.</summary>
internal sealed class TrainOptionSet
{
    private readonly TrainPart _part;
    private readonly IReadOnlyList<(TrainOption Field, Option Option)> _fields;
    private readonly Option<string> _run = new("--run")
    {
        Description = "Folder of the run; run it again to go on where it stopped",
        HelpName = "folder",
        Required = true,
    };

    public TrainOptionSet(TrainPart part)
    {
        _part = part;
        _fields = [.. part.Options.Select(field => (field, Of(field, field.Get(part.Defaults))))];
    }

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [.. _fields.Select(f => f.Option), _run];

    /// <summary>Trains the part.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range, or options do not fit together.</exception>
    public Training.Runs.TrainingResult Train(ParseResult parsed, TrainCallbacks callbacks, CancellationToken cancellationToken)
    {
        var options = _part.Defaults with { };
        foreach (var (field, option) in _fields)
            field.Set(options, Value(field, parsed.GetResult(option)?.GetValueOrDefault<object>()), option.Name);
        return _part.Train(options, parsed.GetRequiredValue(_run), callbacks, cancellationToken);
    }

    /// <summary>Parses arguments without a command line. The result contains the errors.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var command = new Command(_part.Name);
        foreach (var option in All)
            command.Add(option);
        return command.Parse(arguments, Arguments.AsTheyStand);
    }

    private static object? Value(TrainOption field, object? given) =>
        field.Type == typeof(TrainingPrecision) ? TrainingPrecisions.Named((string)given!)
        : field.Type == typeof(IReadOnlyList<string>) ? given ?? Array.Empty<string>()
        : given ?? (field.Type == typeof(bool) ? false : null);

    private static Option Of(TrainOption field, object? byDefault)
    {
        var (name, about, allowed) = ("--" + field.Key.Replace('_', '-'), field.Description, field.Allowed);
        return byDefault switch
        {
            int number => NumberOption.Of(name, about, allowed, number),
            double number => NumberOption.Of(name, about, allowed, number),
            Seed seed => NumberOption.Of(name, about, allowed, seed),
            bool => new Option<bool>(name) { Description = about },
            TrainingPrecision => PrecisionOption.Create(),
            IReadOnlyList<string> => new Option<string[]>(name)
            {
                Description = about,
                HelpName = field.Value,
                AllowMultipleArgumentsPerToken = true,
            },
            null when field.Type == typeof(long?) => NumberOption.Optional<long>(name, about, allowed),
            null when field.Type == typeof(double?) => NumberOption.Optional<double>(name, about, allowed),
            null => new Option<string?>(name) { Description = about, HelpName = field.Value },
            _ => throw new InvalidOperationException($"There is no option for a {field.Type}."),
        };
    }
}
