using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>Merges LoRA files into a checkpoint: finds the parameter of each of their modules.</summary>
public sealed class LoraMerge
{
    // Prefixes of a part's module names.
    private static readonly Dictionary<string, string[]> s_prefixes = new()
    {
        ["unet"] = ["unet.", "lora_unet_"],
        ["text_encoder"] = ["text_encoder.", "lora_te_", "lora_te1_"],
        ["text_encoder_2"] = ["text_encoder_2.", "lora_te2_"],
    };

    private readonly List<(LoraFile File, LoraUpdate Update)> _left;

    /// <param name="files">The files, in the order in which they are added.</param>
    public LoraMerge(IEnumerable<LoraFile> files) => _left = [.. files.SelectMany(f => f.Updates.Select(u => (f, u)))];

    /// <summary>Takes the changes of a part's weights. They are then no longer left over.</summary>
    /// <param name="part">The part's folder, for example "unet".</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <returns>The changes by parameter.</returns>
    /// <exception cref="InvalidInputException">A matrix does not fit its weight.</exception>
    public ILookup<Parameter, LoraUpdate> Take(string part, IReadOnlyList<Parameter> parameters)
    {
        var byName = new Dictionary<string, Parameter>();
        foreach (var parameter in parameters.Where(p => p.Name.EndsWith(Weight, StringComparison.Ordinal)))
            byName[Flat(parameter.Name[..^Weight.Length])] = parameter;
        // Files for Stable Diffusion XL often use the module names of single files.
        if (part == "unet" && LdmNames.OfUNet([.. parameters.Select(p => p.Name)]) is var theirs)
            foreach (var parameter in byName.Values.ToList())
                byName.TryAdd(Flat(theirs(parameter.Name)[..^Weight.Length]), parameter);
        var taken = new List<(Parameter, LoraUpdate)>();
        foreach (var entry in _left.ToList())
            if (Names(part, entry.Update.Module).Select(byName.GetValueOrDefault).FirstOrDefault(p => p is not null) is { } parameter)
            {
                Check(entry.File, entry.Update, parameter);
                taken.Add((parameter, entry.Update));
                _left.Remove(entry);
            }
        return taken.ToLookup(t => t.Item1, t => t.Item2);
    }

    /// <summary>Throws when a file has changes that no part has taken.</summary>
    /// <exception cref="InvalidInputException">A file is for another model.</exception>
    public void Close()
    {
        if (_left.Count > 0)
            throw new InvalidInputException(
                $"{_left[0].File.Path} changes '{_left[0].Update.Module}', which this model has not",
                "a LoRA that was trained for a model of the same kind",
                "look at the LoRA's page: Stable Diffusion 1.5, 2.1 and XL have LoRAs of their own"
            );
    }

    private const string Weight = ".weight";

    // Files for a U-Net alone have no prefix.
    private static IEnumerable<string> Names(string part, string module)
    {
        var prefixes = s_prefixes.GetValueOrDefault(part, []);
        foreach (var prefix in prefixes.Where(p => module.StartsWith(p, StringComparison.Ordinal)))
            yield return Flat(module[prefix.Length..]);
        if (part == "unet" && !s_prefixes.Values.SelectMany(p => p).Any(p => module.StartsWith(p, StringComparison.Ordinal)))
            yield return Flat(module);
    }

    // kohya's scripts write every dot as an underscore.
    private static string Flat(string name) => name.Replace('.', '_');

    private static void Check(LoraFile file, LoraUpdate update, Parameter parameter)
    {
        update.Down.RequireFloats();
        update.Up.RequireFloats();
        var (down, up) = (update.Down.Entry.Shape, update.Up.Entry.Shape);
        var rank = down is [var first, ..] ? first : 0;
        var fits = down.Count >= 2 && up.Count >= 2 && up[0] == parameter.Shape[0] && up.Skip(1).Aggregate(1L, (a, b) => a * b) == rank
            && down.Skip(1).Aggregate(1L, (a, b) => a * b) * parameter.Shape[0] == parameter.Count;
        if (!fits)
            throw new InvalidInputException(
                $"'{update.Module}' of {file.Path} is [{string.Join(", ", up)}] by [{string.Join(", ", down)}]",
                $"what fits [{string.Join(", ", parameter.Shape)}]",
                "take a LoRA that was trained for a model of the same kind"
            );
    }
}
