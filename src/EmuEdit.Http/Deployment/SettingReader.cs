using System.Text.RegularExpressions;
using EmuEdit.Core;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Http;

/// <summary>Reads settings and remembers what is wrong with them, so that all of it is said at once. A setting that is empty is not set.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public bool Has(string section) => configuration.GetSection(section).Exists();

    /// <summary>A setting that must be there; empty where it is not, which is remembered.</summary>
    public string Required(string name, string allowed)
    {
        if (Text(name) is { } text)
            return text;
        Refuse(name, "is not set", allowed);
        return "";
    }

    /// <summary>A setting that must be as the pattern says.</summary>
    public string Matching(string name, string byDefault, Regex pattern, string allowed)
    {
        var text = Text(name) ?? byDefault;
        if (!pattern.IsMatch(text))
            Refuse(name, $"is '{text}'", allowed);
        return text;
    }

    public int Number(string name, int byDefault, int least, int most)
    {
        if (Text(name) is not { } text)
            return byDefault;
        if (Numbers.TryParse<int>(text, out var number) && number >= least && number <= most)
            return number;
        Refuse(name, $"is '{text}'", $"{least} to {most}");
        return byDefault;
    }

    /// <summary>One of some words.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="words">Each word and what it stands for; the first is the default unless one is needed.</param>
    /// <param name="needed">Whether it must be there.</param>
    public T Choice<T>(string name, (string Word, T Value)[] words, bool needed = false)
    {
        var text = Text(name);
        if (words.FirstOrDefault(w => w.Word == text) is { Word: not null } chosen)
            return chosen.Value;
        if (text is not null || needed)
            Refuse(name, text is null ? "is not set" : $"is '{text}'", string.Join(", ", words.Select(w => w.Word)));
        return words[0].Value;
    }

    public void Refuse(string name, string problem, string allowed) => _problems.Add($"{SettingNames.InEnvironment(name)} {problem} ({allowed})");

    /// <summary>Refuses what is in the section and has none of these names: a slip of the pen would leave a default in force.</summary>
    public void RefuseOthers(string section, IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in configuration.GetSection(section).AsEnumerable())
            if (value is not null && !known.Contains(name))
                Refuse(name, "is no setting", "see docs/deploy.md");
    }

    /// <exception cref="InvalidInputException">Something was wrong; it names all of it.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new InvalidInputException($"settings: {string.Join("; ", _problems)}", "what the brackets say", "set them in the environment, as docs/deploy.md has them");
    }
}
