using System.ComponentModel.DataAnnotations;
using EmuEdit.Core;
using EmuEdit.Editing;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>The fields that a single edit and a turn have in common. A missing field has the bundle's default.</summary>
internal record EditFields
{
    private const int MaxSteps = 1000;
    private const double MaxGuidance = 50;

    /// <summary>What to change.</summary>
    /// <example>make it night</example>
    [Required, MinLength(1), MaxLength(EditOptions.MaxInstruction)]
    public string Instruction { get; init; } = "";

    /// <summary>The name of the task, one of the bundle's. Default: predicted from the instruction.</summary>
    public string? Task { get; init; }

    /// <summary>The seed of the noise. The same seed, image and fields give the same result. Default 0.</summary>
    public Seed Seed { get; init; }

    /// <summary>The number of denoising steps.</summary>
    [Range(1, MaxSteps)]
    public int? Steps { get; init; }

    /// <summary>How strongly the result follows the instruction.</summary>
    [Range(0, MaxGuidance)]
    public float? TextGuidance { get; init; }

    /// <summary>How strongly the result follows the image.</summary>
    [Range(0, MaxGuidance)]
    public float? ImageGuidance { get; init; }

    /// <summary>Smaller changes than this are undone.</summary>
    [Range(0, 1)]
    public float? Alpha { get; init; }

    /// <summary>The name of the sampler.</summary>
    public string? Sampler { get; init; }

    /// <summary>
    /// Steps are skipped if they would change the prediction by less than this share of its size. Default 0: no step is skipped.
    /// </summary>
    [Range(0, 1)]
    public double? Reuse { get; init; }

    /// <summary>Returns the options of the edit, unchecked.</summary>
    public EditOptions ToOptions() => new()
    {
        Task = Task,
        Seed = Seed,
        Steps = Steps,
        TextGuidance = TextGuidance,
        ImageGuidance = ImageGuidance,
        Alpha = Alpha,
        Sampler = Sampler,
        Reuse = Reuse,
    };
}

/// <summary>The form of a single edit.</summary>
internal sealed record EditForm : EditFields
{
    /// <summary>A PNG, JPEG, WebP, BMP or GIF of up to 16 million pixels.</summary>
    [Required]
    public IFormFile Image { get; init; } = null!;

    /// <summary>An image of the same size, white where pixels may change. All other pixels keep their values.</summary>
    public IFormFile Mask { get; init; } = null!;
}

/// <summary>A form with an image.</summary>
internal sealed record ImageForm
{
    /// <summary>A PNG, JPEG, WebP, BMP or GIF of up to 16 million pixels.</summary>
    [Required]
    public IFormFile Image { get; init; } = null!;
}
