using System.CommandLine;
using EmuEdit.Diffusion;
using EmuEdit.Editing;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// The command-line options of an edit, from <see cref="EditOption.All"/>. Options that are not given have the bundle's defaults.
/// </summary>
internal sealed class EditOptionSet
{
    private readonly Dictionary<EditOption, (Option Option, Func<ParseResult, object?> Read)> _options = EditOption
        .All.Where(o => o.Description is not null)
        .ToDictionary(o => o, Create);

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _options.Values)
            command.Add(option);
    }

    /// <summary>Reads the options and checks their ranges.</summary>
    /// <exception cref="Core.InvalidInputException">An option is out of its range.</exception>
    public EditOptions Read(ParseResult parsed) =>
        EditOptions.Of(o => _options.TryGetValue(o, out var option) ? option.Read(parsed) : null).Validated();

    private static (Option, Func<ParseResult, object?>) Create(EditOption option) =>
        option.Type == typeof(int) ? Number<int>(option)
        : option.Type == typeof(float) ? Number<float>(option)
        : option.Type == typeof(double) ? Number<double>(option)
        : option.Type == typeof(bool) ? Flag(option)
        : Sampler(option);

    private static (Option, Func<ParseResult, object?>) Number<T>(EditOption option) where T : struct, ISpanParsable<T>
    {
        var number = NumberOption.Optional<T>(NameOf(option), option.Description!, option.Allowed!);
        return (number, parsed => parsed.GetValue(number));
    }

    private static (Option, Func<ParseResult, object?>) Flag(EditOption option)
    {
        var flag = new Option<bool?>(NameOf(option)) { Description = option.Description, Arity = ArgumentArity.ZeroOrOne };
        return (flag, parsed => parsed.GetResult(flag) is null ? null : parsed.GetValue(flag) ?? true);
    }

    private static (Option, Func<ParseResult, object?>) Sampler(EditOption option)
    {
        var name = new Option<string?>(NameOf(option))
        {
            Description = $"{option.Description}, one of {string.Join(", ", Samplers.Names)}",
            HelpName = "name",
        };
        return (name, parsed => parsed.GetValue(name));
    }

    private static string NameOf(EditOption option) => "--" + option.Name.Replace('_', '-');
}
