using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using static EmuEdit.Networks.Checkpoints.LdmTensors;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>The kind of model in a single file.</summary>
public enum LdmKind
{
    /// <summary>Stable Diffusion 1.x, with CLIP's text encoder.</summary>
    One,

    /// <summary>Stable Diffusion 2.x, with OpenCLIP's text encoder.</summary>
    Two,

    /// <summary>Stable Diffusion XL, with both text encoders.</summary>
    XL,
}

/// <summary>
/// A whole model in one safetensors file, in the layout of latent diffusion's code. The original
/// InstructPix2Pix and most models that communities share have this layout. It has no
/// configuration; the names and shapes of the tensors show the model. Only the header is read.
/// </summary>
public sealed class LdmFile
{
    private readonly LdmTensors _tensors;
    private readonly LdmConfigs _configs;

    private LdmFile(LdmTensors tensors, LdmMarkers markers) => (_tensors, _configs, Markers) = (tensors, new(tensors), markers);

    /// <summary>The kind of model.</summary>
    public LdmKind Kind => _tensors.Has(XlSecondText) ? LdmKind.XL : _tensors.Has(SecondText) ? LdmKind.Two : LdmKind.One;

    /// <summary>Number of the U-Net's input channels: 4 for text-to-image, 8 for editing.</summary>
    public int Channels => _configs.Channels;

    /// <summary>The file's markers for its noise levels.</summary>
    public LdmMarkers Markers { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, broken, a pickle, or not a model of this layout.
    /// </exception>
    public static LdmFile Open(string path)
    {
        var weights = CheckpointWeights.Open(path);
        var (tensors, markers) = (new LdmTensors(path, weights.Tensors), LdmMarkers.Read(path, weights));
        foreach (var (prefix, what) in new[] { (UNetPrefix, "U-Net"), (VaePrefix, "autoencoder") })
            if (!tensors.Has(prefix))
                throw new InvalidInputException(
                    $"{path} has no {what}: no tensor begins with '{prefix}'",
                    "a whole model in the layout of latent diffusion: U-Net, autoencoder and text encoder",
                    "take the full file of the model, or its folder in diffusers' layout"
                );
        if (!tensors.Has(FirstText) && !tensors.Has(SecondText) && !tensors.Has(XlFirstText))
            throw new InvalidInputException(
                $"{path} has no text encoder that is known",
                $"tensors that begin with '{FirstText}', '{SecondText}' or '{XlFirstText}'",
                "take the full file of the model"
            );
        return new(tensors, markers);
    }

    /// <summary>Opens one of the networks.</summary>
    /// <param name="part">unet, vae, text_encoder or, for Stable Diffusion XL, text_encoder_2.</param>
    /// <param name="loras">LoRAs that are merged into the weights.</param>
    /// <exception cref="InvalidInputException">A tensor is missing or has another shape.</exception>
    public CheckpointPart Part(string part, LoraMerge loras) => (part, Kind) switch
    {
        ("unet", _) => OpenUNet(loras),
        ("vae", _) => OpenVae(loras),
        ("text_encoder", LdmKind.Two) => OpenOpenClip(part, SecondText, loras),
        ("text_encoder", LdmKind.XL) => OpenClip(part, XlFirstText, loras),
        ("text_encoder", _) => OpenClip(part, FirstText, loras),
        _ => OpenOpenClip(part, XlSecondText, loras),
    };

    private CheckpointPart OpenUNet(LoraMerge loras)
    {
        var config = _configs.UNet();
        var theirs = LdmNames.OfUNet([.. CheckpointPart.ParametersOf(Parsed("unet", config)).Select(p => p.Name)]);
        return Open("unet", config, UNetPrefix, name => (theirs(name), null), loras);
    }

    private CheckpointPart OpenVae(LoraMerge loras)
    {
        var (config, levels) = _configs.Vae();
        return Open("vae", config, VaePrefix, name => (LdmNames.Vae(name, levels), null), loras);
    }

    private CheckpointPart OpenClip(string part, string prefix, LoraMerge loras) =>
        Open(part, _configs.Clip(prefix), prefix, name => (name, null), loras);

    private CheckpointPart OpenOpenClip(string part, string prefix, LoraMerge loras) =>
        Open(part, _configs.OpenClip(prefix, projects: part == "text_encoder_2"), prefix, LdmNames.OpenClip, loras);

    private CheckpointPart Open(
        string part,
        JsonObject config,
        string prefix,
        Func<string, (string Name, int? Third)> theirs,
        LoraMerge loras
    )
    {
        return CheckpointPart.Open(part, $"{part} of {_tensors.Path}", Parsed(part, config), Find, loras);

        CheckpointWeights Find(IReadOnlyList<Parameter> parameters)
        {
            var named = parameters
                .Select(p => (p.Name, Theirs: prefix + theirs(p.Name).Name, Tensor: Stored(prefix, theirs(p.Name))))
                .ToList();
            // An unknown part of a U-Net would change its result.
            var unread = part == "unet" ? _tensors.NamesIn(prefix).Except(named.Select(n => n.Theirs)).FirstOrDefault() : null;
            return unread is null
                ? new(_tensors.Path, named.Where(n => n.Tensor is not null).ToDictionary(n => n.Name, n => n.Tensor!))
                : throw new InvalidInputException(
                    $"{_tensors.Path} has a tensor '{unread}'",
                    "the U-Net of Stable Diffusion 1, 2 or XL",
                    "take the model's folder in diffusers' layout"
                );
        }
    }

    private NetworkConfig Parsed(string part, JsonObject config) =>
        NetworkConfig.Parse(JsonSerializer.Serialize(config), $"{_tensors.Path} ({part})");

    private StoredTensor? Stored(string prefix, (string Name, int? Third) theirs)
    {
        if (_tensors.Find(prefix + theirs.Name) is not { } tensor)
            return null;
        if (theirs.Third is { } third && tensor.Entry.Shape.Count > 0)
        {
            var length = tensor.Entry.Length / 3;
            long[] shape = [tensor.Entry.Shape[0] / 3, .. tensor.Entry.Shape.Skip(1)];
            return tensor with
            {
                Entry = tensor.Entry with { Shape = shape, Offset = tensor.Entry.Offset + third * length, Length = length },
            };
        }
        // OpenCLIP multiplies by the matrix from the right.
        return tensor with { Transposed = theirs.Name == "text_projection" };
    }
}
