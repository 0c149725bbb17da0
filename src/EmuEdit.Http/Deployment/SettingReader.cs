using System.Text.RegularExpressions;
using EmuEdit.Core;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Http;

/// <summary>Reads settings and collects all problems, so that one message can report them. An empty setting counts as missing.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public bool Has(string section) => configuration.GetSection(section).Exists();

    /// <summary>Reads a required setting. If it is missing, records a problem and returns an empty text.</summary>
    public string Required(string name, string allowed)
    {
        if (Text(name) is { } text)
            return text;
        Refuse(name, "is not set", allowed);
        return "";
    }

    /// <summary>Reads a setting that must match a pattern.</summary>
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

    /// <summary>Reads a setting that is one of several words.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="words">The words and their values. The first is the default unless the setting is required.</param>
    /// <param name="needed">Whether the setting is required.</param>
    public T Choice<T>(string name, (string Word, T Value)[] words, bool needed = false)
    {
        var text = Text(name);
        if (words.FirstOrDefault(w => w.Word == text) is { Word: not null } chosen)
            return chosen.Value;
        if (text is not null || needed)
            Refuse(name, text is null ? "is not set" : $"is '{text}'", string.Join(", ", words.Select(w => w.Word)));
        return words[0].Value;
    }

    public void Refuse(string name, string problem, string allowed) =>
        _problems.Add($"{SettingNames.InEnvironment(name)} {problem} ({allowed})");

    /// <summary>
    /// Refuses settings in a section that have none of these names, because a typing error would leave a default in force.
    /// </summary>
    public void RefuseOthers(string section, IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in configuration.GetSection(section).AsEnumerable())
            if (value is not null && !known.Contains(name))
                Refuse(name, "is no setting", "see docs/deploy.md");
    }

    /// <exception cref="InvalidInputException">There are problems. The message names all of them.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new InvalidInputException(
                $"settings: {string.Join("; ", _problems)}",
                "what the brackets say",
                "set them in the environment, as docs/deploy.md has them"
            );
    }
}
