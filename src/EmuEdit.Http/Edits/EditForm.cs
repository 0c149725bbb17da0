using System.ComponentModel.DataAnnotations;
using EmuEdit.Editing;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>The form of a single edit.</summary>
internal sealed record EditForm : EditOptions
{
    /// <summary>What to change.</summary>
    /// <example>make it night</example>
    [Required, MinLength(1), MaxLength(MaxInstruction)]
    public string Instruction { get; init; } = "";

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
