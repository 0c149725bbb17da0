using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>The form of <c>POST /api/tasks</c>, which <see cref="InversionForm"/> reads.</summary>
internal sealed record TaskForm
{
    /// <summary>The task's name.</summary>
    /// <example>make-it-snow</example>
    [Required, RegularExpression("^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")]
    public string Name { get; init; } = "";

    /// <summary>The images before the edit.</summary>
    [Required, MinLength(1), MaxLength(InversionSettings.MostExamples)]
    public IFormFileCollection Input { get; init; } = null!;

    /// <summary>The images after the edit, in the same order.</summary>
    [Required, MinLength(1), MaxLength(InversionSettings.MostExamples)]
    public IFormFileCollection Target { get; init; } = null!;

    /// <summary>One instruction for all pairs, or one per pair. Default: the name in words.</summary>
    public IReadOnlyList<string> Instruction { get; init; } = [];

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrase { get; init; } = [];

    /// <summary>Whether a learned task of the same name is replaced.</summary>
    [DefaultValue(false)]
    public bool Replace { get; init; }

    /// <summary>Whether the task is added even if learning did not improve on what it started from.</summary>
    [DefaultValue(false)]
    public bool Force { get; init; }

    /// <summary>The seed of all randomness. Default 0.</summary>
    public Seed Seed { get; init; }

    /// <summary>The maximum number of steps, at least 1.</summary>
    [DefaultValue(400L)]
    public long Steps { get; init; }

    /// <summary>The maximum time in minutes, over 0.</summary>
    [Range(0, 1e6, MinimumIsExclusive = true), DefaultValue(3.0)]
    public double Minutes { get; init; }

    /// <summary>The precision of the computation. With auto, bfloat16 where the processor supports it, and float32 elsewhere.</summary>
    [DefaultValue(TrainingPrecision.Auto)]
    public TrainingPrecision Precision { get; init; }
}
